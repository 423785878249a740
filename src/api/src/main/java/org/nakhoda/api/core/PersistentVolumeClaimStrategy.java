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
        specRules(claim.path("spec"), SPEC, errors);
    }

    /** The specification of a claim, also of one that a pod brings with it. */
    static void specRules(JsonNode spec, FieldPath path, FieldErrors errors) {
        accessModes(spec, path, errors);
        if (Tree.isEmpty(spec.path("accessModes"))) {
            errors.required(path.child("accessModes"), "at least 1 access mode is required");
        }
        SelectorValidation.selector(spec.path("selector"), path.child("selector"), errors);
        Values.oneOf(spec, "volumeMode", List.of("Block", "Filesystem"), path, errors);
        JsonNode requests = spec.path("resources").path("requests");
        if (!requests.has("storage")) {
            errors.required(path.child("resources").key("storage"), "");
        } else {
            positive(requests.path("storage"), path.child("resources").key("storage"), errors);
        }
        className(spec, "storageClassName", path, errors);
        className(spec, "volumeAttributesClassName", path, errors);
        source(spec.path("dataSource"), path.child("dataSource"), errors);
        source(spec.path("dataSourceRef"), path.child("dataSourceRef"), errors);
        sources(spec, path, errors);
    }

    /** The older way of naming what a volume is filled from says the same as the newer one, or nothing. */
    private static void sources(JsonNode spec, FieldPath path, FieldErrors errors) {
        JsonNode older = spec.path("dataSource");
        JsonNode newer = spec.path("dataSourceRef");
        if (!older.isObject() || !newer.isObject()) {
            return;
        }
        if (!Tree.text(newer, "namespace").isEmpty()) {
            errors.invalid(
                    path,
                    path.child("dataSource").toString(),
                    "may not be specified when dataSourceRef.namespace is specified");
        } else if (!Values.same(older, newer)) {
            errors.invalid(path, path.child("dataSource").toString(), "must match dataSourceRef");
        }
    }

    static void positive(JsonNode amount, FieldPath path, FieldErrors errors) {
        Quantity quantity = ResourceValidation.quantity(amount);
        if (quantity != null && quantity.signum() <= 0) {
            errors.invalid(path, amount, "must be greater than zero");
        }
    }

    static void className(JsonNode spec, String field, FieldPath path, FieldErrors errors) {
        String name = Tree.text(spec, field);
        String fault = name.isEmpty() ? null : Names.subdomain(name);
        if (fault != null) {
            errors.invalid(path.child(field), name, fault);
        }
    }

    /** What a new volume is filled from: only claims have no group. */
    private static void source(JsonNode source, FieldPath path, FieldErrors errors) {
        if (!source.isObject()) {
            return;
        }
        Values.required(source, "name", path, errors);
        Values.required(source, "kind", path, errors);
        String group = Tree.text(source, "apiGroup");
        if (group.isEmpty() && !Tree.text(source, "kind").equals("PersistentVolumeClaim")) {
            errors.invalid(
                    path,
                    Tree.text(source, "kind"),
                    "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        }
        if (!group.isEmpty() && Names.subdomain(group) != null) {
            errors.invalid(path.child("apiGroup"), group, Names.subdomain(group));
        }
    }

    static void accessModes(JsonNode spec, FieldPath path, FieldErrors errors) {
        FieldPath at = path.child("accessModes");
        boolean alone = false;
        boolean others = false;
        for (JsonNode mode : spec.path("accessModes")) {
            String text = mode.asString("");
            alone |= text.equals("ReadWriteOncePod");
            others |= !text.equals("ReadWriteOncePod") && ACCESS_MODES.contains(text);
            if (!ACCESS_MODES.contains(text)) {
                errors.notSupported(at, mode, ACCESS_MODES);
            }
        }
        if (alone && others) {
            errors.forbidden(at, "may not use ReadWriteOncePod with other access modes");
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
        if (bound
                && rest.path("resources").get("requests") instanceof ObjectNode requests
                && before.path("resources").path("requests").has("storage")) {
            requests.set("storage", before.path("resources").path("requests").path("storage"));
        }
        resized(spec, before, old.path("status"), errors);
        Tree.carry(before, rest, "volumeAttributesClassName");
        if (Tree.text(before, "volumeName").isEmpty()) {
            rest.remove("volumeName");
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
        if (!Tree.text(before, "volumeMode").equals(Tree.text(spec, "volumeMode"))) {
            errors.invalid("volumeMode", spec.get("volumeMode"), "field is immutable");
        }
        if (!Tree.absent(before, "volumeAttributesClassName")) {
            FieldPath path = SPEC.child("volumeAttributesClassName");
            if (Tree.absent(spec, "volumeAttributesClassName")) {
                errors.forbidden(path, "update from non-nil value to nil is forbidden");
            } else if (Tree.text(spec, "volumeAttributesClassName").isEmpty()) {
                errors.forbidden(path, "update from non-nil value to an empty string is forbidden");
            }
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
        if (capacity != null && now.compareTo(capacity) <= 0 || capacity == null && now.signum() <= 0) {
            errors.forbidden(
                    SPEC.child("resources", "requests").child("storage"), "field can not be less than status.capacity");
        }
    }

    @Override
    public List<String> warnings(ObjectNode claim) {
        return VolumeWarnings.ofClaim(claim);
    }
}
