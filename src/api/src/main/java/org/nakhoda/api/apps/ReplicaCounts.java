package org.nakhoda.api.apps;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Numbers in the status of a workload: none is negative, and no part is more than the whole. */
public final class ReplicaCounts {
    private static final FieldPath STATUS = FieldPath.of("status");

    private ReplicaCounts() {}

    /** @param parts the fields that count some of {@code status.replicas} */
    public static void validate(JsonNode workload, List<String> parts, FieldErrors errors) {
        JsonNode status = workload.path("status");
        long replicas = Tree.number(status, "replicas", 0);
        Values.notNegative(status, "replicas", STATUS, errors);
        Values.notNegative(status, "observedGeneration", STATUS, errors);
        Values.notNegative(status, "collisionCount", STATUS, errors);
        for (String part : parts) {
            Values.notNegative(status, part, STATUS, errors);
            if (Tree.number(status, part, 0) > replicas) {
                errors.invalid(STATUS.child(part), status.path(part), "cannot be greater than status.replicas");
            }
        }
        if (Tree.number(status, "availableReplicas", 0) > Tree.number(status, "readyReplicas", 0)) {
            errors.invalid(
                    STATUS.child("availableReplicas"),
                    status.path("availableReplicas"),
                    "cannot be greater than readyReplicas");
        }
    }

    /** Names that collided stay taken. */
    static void collisions(ObjectNode workload, ObjectNode old, FieldErrors errors) {
        long before = Tree.number(old.path("status"), "collisionCount", 0);
        JsonNode now = workload.path("status").path("collisionCount");
        if (before > now.asLong(0)) {
            errors.invalid(STATUS.child("collisionCount"), now.isMissingNode() ? null : now, "cannot be decremented");
        }
    }
}
