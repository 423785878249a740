package org.nakhoda.api.resource;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about claims to devices: they never change; what they were given is their status. */
final class ResourceClaimStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath STATUS = FieldPath.of("status");
    private static final int MOST_CONSUMERS = 256;

    ResourceClaimStrategy() {
        super(Shape.STATUS);
    }

    @Override
    public void setDefaults(ObjectNode claim) {
        DeviceClaims.setDefaults(claim.path("spec"));
    }

    @Override
    public void validate(ObjectNode claim, FieldErrors errors) {
        super.validate(claim, errors);
        DeviceClaims.validate(claim.path("spec"), SPEC, errors);
    }

    @Override
    public void validateUpdate(ObjectNode claim, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(claim, old, errors);
        Values.immutable(claim, old, "spec", FieldPath.ROOT, errors);
    }

    @Override
    public void validateStatusUpdate(ObjectNode claim, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(claim, old, errors);
        JsonNode status = claim.path("status");
        JsonNode allocation = status.path("allocation");
        JsonNode before = old.path("status").path("allocation");
        if (before.isObject() && allocation.isObject() && !before.equals(allocation)) {
            errors.invalid(STATUS.child("allocation"), allocation, "field is immutable");
        }
        JsonNode consumers = status.path("reservedFor");
        DeviceClaims.atMost(consumers, MOST_CONSUMERS, STATUS.child("reservedFor"), errors);
        if (!Tree.isEmpty(consumers) && !allocation.isObject()) {
            errors.forbidden(STATUS.child("reservedFor"), "may not be specified when `allocated` is not set");
        }
        Set<String> uids = new HashSet<>();
        int index = 0;
        for (ObjectNode consumer : Tree.objects(consumers)) {
            FieldPath at = STATUS.child("reservedFor").index(index++);
            for (String field : List.of("resource", "name", "uid")) {
                Values.required(consumer, field, at, errors);
            }
            if (!uids.add(Tree.text(consumer, "uid"))) {
                errors.duplicate(at.child("uid"), consumer.path("uid"));
            }
        }
    }
}
