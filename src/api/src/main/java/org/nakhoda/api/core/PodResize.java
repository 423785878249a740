package org.nakhoda.api.core;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the {@code resize} subresource may change in a pod: the CPU time and memory of its containers and sidecars, as
 * long as the pod's class of service stays and nothing that was asked for is taken away.
 */
public final class PodResize {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final Set<String> RESIZABLE = Set.of("cpu", "memory");

    private PodResize() {}

    /** @param old the pod as it is; both pods are completed by defaulting */
    public static void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        JsonNode spec = pod.path("spec");
        JsonNode before = old.path("spec");
        if (old.path("metadata").path("annotations").has("kubernetes.io/config.mirror")) {
            errors.forbidden(FieldPath.ROOT.child("metadata"), "static pods cannot be resized");
        }
        if (QosClass.of(spec) != QosClass.of(before)) {
            errors.invalid(SPEC, QosClass.of(spec).text(), "Pod QOS Class may not change as a result of resizing");
        }
        ObjectNode rest = ((ObjectNode) spec).deepCopy();
        for (String list : List.of("containers", "initContainers")) {
            JsonNode containers = rest.path(list);
            if (containers.size() != before.path(list).size()) {
                errors.forbidden(SPEC.child(list), list + " may not be added or removed on resize");
                return;
            }
            for (int i = 0; i < containers.size(); i++) {
                boolean sidecar = Tree.text(containers.get(i), "restartPolicy").equals("Always");
                if (containers.get(i) instanceof ObjectNode container
                        && before.path(list).get(i) instanceof ObjectNode was
                        && (list.equals("containers") || sidecar)) {
                    container(container, was, SPEC.child(list).index(i).child("resources"), errors);
                }
            }
        }
        if (!Values.same(rest, before)) {
            errors.forbidden(SPEC, "only cpu and memory resources are mutable");
        }
    }

    /** Takes the resources that may differ back, so that what is left can be compared. */
    private static void container(ObjectNode container, ObjectNode was, FieldPath path, FieldErrors errors) {
        for (String amounts : List.of("limits", "requests")) {
            JsonNode before = was.path("resources").path(amounts);
            JsonNode now = container.path("resources").path(amounts);
            for (Map.Entry<String, JsonNode> amount : before.properties()) {
                if (RESIZABLE.contains(amount.getKey()) && !now.has(amount.getKey())) {
                    errors.forbidden(path.child(amounts), "resource " + amounts + " cannot be removed");
                }
            }
            for (Map.Entry<String, JsonNode> amount : now.properties()) {
                if (!RESIZABLE.contains(amount.getKey()) && !amount.getValue().equals(before.get(amount.getKey()))) {
                    errors.forbidden(SPEC, "only cpu and memory resources are mutable");
                }
            }
            if (!before.isMissingNode() && before.size() > now.size() && !now.isMissingNode()) {
                before.propertyNames().stream()
                        .filter(name -> !RESIZABLE.contains(name) && !now.has(name))
                        .findFirst()
                        .ifPresent(name -> errors.forbidden(SPEC, "only cpu and memory resources are mutable"));
            }
        }
        Tree.carry(was, container, "resources");
    }
}
