package org.nakhoda.api.core;

import java.time.Instant;
import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about claims to volumes: once made, they only grow and are bound. */
final class PersistentVolumeClaimStrategy extends ObjectStrategy {
    static final List<String> ACCESS_MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    private static final FieldPath SPEC = FieldPath.of("spec");

    PersistentVolumeClaimStrategy() {
        super(Shape.STATUS);
    }

    @Override
    public void setDefaults(ObjectNode claim) {
        ClaimTemplates.setDefaults(claim);
    }

    @Override
    public void prepareForCreate(ObjectNode claim, Instant now) {
        super.prepareForCreate(claim, now);
        claim.putObject("status").put("phase", "Pending");
    }

    @Override
    public void validate(ObjectNode claim, FieldErrors errors) {
        super.validate(claim, errors);
        JsonNode spec = claim.path("spec");
        accessModes(spec, errors);
        Values.oneOf(spec, "volumeMode", List.of("Block", "Filesystem"), SPEC, errors);
        JsonNode requests = spec.path("resources").path("requests");
        if (!requests.has("storage")) {
            errors.required(SPEC.child("resources").key("storage"), "");
        }
        ResourceValidation.amounts(requests, SPEC.child("resources", "requests"), errors);
        SelectorValidation.selector(spec.path("selector"), SPEC.child("selector"), errors);
    }

    static void accessModes(JsonNode spec, FieldErrors errors) {
        if (Tree.isEmpty(spec.path("accessModes"))) {
            errors.required(SPEC.child("accessModes"), "at least 1 access mode is required");
        }
        for (JsonNode mode : spec.path("accessModes")) {
            if (!ACCESS_MODES.contains(mode.asString(""))) {
                errors.notSupported(SPEC.child("accessModes"), mode, ACCESS_MODES);
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode claim, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(claim, old, errors);
        if (!(claim.path("spec") instanceof ObjectNode spec) || !(old.path("spec") instanceof ObjectNode before)) {
            return;
        }
        ObjectNode rest = spec.deepCopy();
        Tree.carry(before, rest, "resources");
        Tree.carry(before, rest, "volumeAttributesClassName");
        if (Tree.text(before, "volumeName").isEmpty()) {
            Tree.carry(before, rest, "volumeName");
        }
        if (Tree.absent(before, "storageClassName")) {
            Tree.carry(before, rest, "storageClassName");
        }
        if (!rest.equals(before)) {
            errors.forbidden(
                    SPEC,
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for "
                            + "bound claims");
        }
    }
}
