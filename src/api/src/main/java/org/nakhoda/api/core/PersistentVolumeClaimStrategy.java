package org.nakhoda.api.core;

import java.time.Instant;
import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
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
        } else {
            positive(requests.path("storage"), SPEC.child("resources").key("storage"), errors);
        }
        className(spec, "storageClassName", errors);
        className(spec, "volumeAttributesClassName", errors);
        source(spec.path("dataSource"), SPEC.child("dataSource"), errors);
        source(spec.path("dataSourceRef"), SPEC.child("dataSourceRef"), errors);
        ResourceValidation.amounts(requests, SPEC.child("resources", "requests"), errors);
        SelectorValidation.selector(spec.path("selector"), SPEC.child("selector"), errors);
    }

    static void positive(JsonNode amount, FieldPath path, FieldErrors errors) {
        Quantity quantity = ResourceValidation.quantity(amount);
        if (quantity != null && quantity.signum() <= 0) {
            errors.invalid(path, amount, "must be greater than zero");
        }
    }

    static void className(JsonNode spec, String field, FieldErrors errors) {
        String name = Tree.text(spec, field);
        String fault = name.isEmpty() ? null : Names.subdomain(name);
        if (fault != null) {
            errors.invalid(SPEC.child(field), name, fault);
        }
    }

    /** What a new volume is filled from: only claims have no group. */
    private static void source(JsonNode source, FieldPath path, FieldErrors errors) {
        if (!source.isObject()) {
            return;
        }
        Values.required(source, "name", path, errors);
        Values.required(source, "kind", path, errors);
        boolean claim = Tree.text(source, "kind").equals("PersistentVolumeClaim");
        if (Tree.text(source, "apiGroup").isEmpty() && !claim) {
            errors.invalid(
                    path.child("apiGroup"), "", "must be specified when the kind is not 'PersistentVolumeClaim'");
        }
    }

    static void accessModes(JsonNode spec, FieldErrors errors) {
        boolean alone = false;
        for (JsonNode mode : spec.path("accessModes")) {
            alone |= mode.asString("").equals("ReadWriteOncePod");
        }
        if (alone && spec.path("accessModes").size() > 1) {
            errors.forbidden(SPEC.child("accessModes"), "may not use ReadWriteOncePod with other access modes");
        }
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
        boolean bound = Tree.text(old, "status", "phase").equals("Bound");
        if (bound) {
            resized(spec, before, old.path("status"), errors);
            Tree.carry(before, rest, "resources");
        }
        Tree.carry(before, rest, "volumeAttributesClassName");
        if (Tree.text(before, "volumeName").isEmpty()) {
            Tree.carry(before, rest, "volumeName");
        }
        if (Tree.absent(before, "storageClassName")) {
            Tree.carry(before, rest, "storageClassName");
        }
        if (!Values.same(rest, before)) {
            errors.forbidden(
                    SPEC,
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for "
                            + "bound claims");
        }
    }

    /** A claim may grow, and take back what it did not get of that. */
    private static void resized(JsonNode spec, JsonNode before, JsonNode status, FieldErrors errors) {
        Quantity now = ResourceValidation.quantity(
                spec.path("resources").path("requests").path("storage"));
        Quantity was = ResourceValidation.quantity(
                before.path("resources").path("requests").path("storage"));
        if (now == null || was == null || now.compareTo(was) >= 0) {
            return;
        }
        Quantity capacity = ResourceValidation.quantity(status.path("capacity").path("storage"));
        if (capacity == null || now.compareTo(capacity) <= 0) {
            errors.forbidden(
                    SPEC.child("resources", "requests").child("storage"), "field can not be less than status.capacity");
        }
    }
}
