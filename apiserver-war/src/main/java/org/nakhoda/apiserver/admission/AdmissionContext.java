package org.nakhoda.apiserver.admission;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** What belongs to a request on its way through admission beside its objects. Used by one thread. */
public final class AdmissionContext {
    private final ObjectKind body;
    private final Supplier<ObjectNode> options;
    private final Reinvocation reinvocation = new Reinvocation();
    private Map<String, String> annotations = Map.of();

    public AdmissionContext() {
        this(null, () -> null);
    }

    /**
     * @param body the kind of the object where it is not the resource's own; else null
     * @param options the CreateOptions, UpdateOptions or DeleteOptions of the request, made when somebody asks; null for none
     */
    public AdmissionContext(ObjectKind body, Supplier<ObjectNode> options) {
        this.body = body;
        this.options = options;
    }

    ObjectKind body() {
        return body;
    }

    /** Null if there are none. */
    public ObjectNode options() {
        return options.get();
    }

    public Reinvocation reinvocation() {
        return reinvocation;
    }

    /** Notes something for the audit log. What is noted first under a key stays. */
    public void annotate(String key, String value) {
        if (annotations.isEmpty()) {
            annotations = new LinkedHashMap<>();
        }
        annotations.putIfAbsent(key, value);
    }

    /** What the audit log is to have of this request. */
    public Map<String, String> annotations() {
        return annotations;
    }
}
