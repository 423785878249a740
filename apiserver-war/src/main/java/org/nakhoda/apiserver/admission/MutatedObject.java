package org.nakhoda.apiserver.admission;

import java.time.Instant;
import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Strategy;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.schema.Conformance;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes what a webhook or a policy made of an object into the request. What clients may not set, they may not either. */
public final class MutatedObject {
    /** The server's own, whatever becomes of the rest. */
    private static final List<String> KEPT = List.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "managedFields");

    private MutatedObject() {}

    /** What was made is no object of the kind. */
    public static final class FaultyException extends Exception {
        private static final long serialVersionUID = 1L;

        FaultyException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * @param changed in the version {@code seen}; not used any more by the caller
     * @return whether the request's object is another one now
     */
    public static boolean adopt(AdmissionRequest request, ObjectNode changed, ResourceType seen, Instant now)
            throws FaultyException {
        ObjectNode object = request.object();
        ObjectNode before = object.deepCopy();
        ObjectNode result = changed;
        if (request.wholeObject()) {
            result = RequestFacts.converted(changed, seen, request.type());
            Conformance conformance = Conformance.check(request.type().schema(), result);
            if (!conformance.readable()) {
                throw new FaultyException(conformance.faultsMessage());
            }
        }
        keep(object, result);
        object.removeAll();
        object.setAll(result);
        if (request.wholeObject()) {
            prepare(request, now);
        }
        return !before.equals(object);
    }

    private static void keep(ObjectNode from, ObjectNode to) {
        for (String field : List.of("kind", "apiVersion")) {
            to.set(field, from.get(field));
        }
        if (!(from.get("metadata") instanceof ObjectNode kept)) {
            return;
        }
        if (!(to.get("metadata") instanceof ObjectNode)) {
            to.set("metadata", Json.object());
        }
        ObjectNode metadata = (ObjectNode) to.get("metadata");
        for (String field : KEPT) {
            JsonNode value = kept.get(field);
            if (value == null) {
                metadata.remove(field);
            } else {
                metadata.set(field, value);
            }
        }
    }

    /** Takes back what this write cannot change, and counts a changed spec. */
    private static void prepare(AdmissionRequest request, Instant now) {
        Strategy strategy = request.type().strategy();
        strategy.setDefaults(request.object());
        if (request.operation() == Operation.CREATE) {
            strategy.prepareForCreate(request.object(), now);
        } else if (request.subresource().isEmpty()) {
            strategy.prepareForUpdate(request.object(), request.old());
        } else if (request.subresource().equals("status")) {
            strategy.prepareForStatusUpdate(request.object(), request.old());
        }
    }
}
