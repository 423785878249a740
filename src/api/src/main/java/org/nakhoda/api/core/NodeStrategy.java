package org.nakhoda.api.core;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.Addresses;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Nodes: the node agent writes their status at creation too, and labels them with it. */
final class NodeStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    NodeStrategy() {
        super(Scope.CLUSTER, Shape.STATUS, Names::subdomain);
    }

    /** A node registers itself with its status. */
    @Override
    public void prepareForCreate(ObjectNode node, java.time.Instant now) {}

    @Override
    protected ObjectNode statusMetadata(ObjectNode metadata, ObjectNode old) {
        ObjectNode kept = super.statusMetadata(metadata, old);
        Tree.carry(metadata, kept, "labels");
        Tree.carry(metadata, kept, "annotations");
        return kept;
    }

    @Override
    public void setDefaults(ObjectNode node) {
        ranges(Tree.child(node, "spec"));
        if (node.get("status") instanceof ObjectNode status && Tree.absent(status, "allocatable")) {
            if (status.has("capacity")) {
                status.set("allocatable", status.get("capacity").deepCopy());
            }
        }
    }

    /** The older field is the first of the newer list, and wins. */
    private static void ranges(ObjectNode spec) {
        String one = Tree.text(spec, "podCIDR");
        String first = spec.path("podCIDRs").path(0).asString("");
        if (one.isEmpty() && !first.isEmpty()) {
            spec.put("podCIDR", first);
        } else if (!one.isEmpty() && !one.equals(first)) {
            spec.putArray("podCIDRs").add(one);
        }
    }

    @Override
    public void validate(ObjectNode node, FieldErrors errors) {
        super.validate(node, errors);
        JsonNode spec = node.path("spec");
        int index = 0;
        java.util.Set<String> seen = new java.util.HashSet<>();
        for (ObjectNode taint : Tree.objects(spec, "taints")) {
            FieldPath at = FieldPath.of("metadata").child("taints").index(index++);
            if (Values.required(taint, "key", at, errors)) {
                String fault = Names.qualified(Tree.text(taint, "key"));
                if (fault != null) {
                    errors.invalid(at.child("key"), taint.path("key"), fault);
                }
            }
            if (!seen.add(Tree.text(taint, "key") + ":" + Tree.text(taint, "effect"))) {
                errors.duplicate(at, taint);
            }
            String fault = Names.labelValue(Tree.text(taint, "value"));
            if (fault != null) {
                errors.invalid(at.child("value"), taint.path("value"), fault);
            }
            if (Values.required(taint, "effect", at, errors)) {
                Values.oneOf(taint, "effect", TolerationValidation.EFFECTS, at, errors);
            }
        }
        index = 0;
        for (JsonNode cidr : spec.path("podCIDRs")) {
            if (!Addresses.isCidr(cidr.asString(""))) {
                errors.invalid(SPEC.child("podCIDRs").index(index), cidr, "must be a valid CIDR (e.g. 10.9.8.0/24)");
            }
            index++;
        }
        ResourceValidation.amounts(
                node.path("status").path("capacity"), FieldPath.of("status").child("capacity"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode node, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(node, old, errors);
        JsonNode ranges = old.path("spec").path("podCIDRs");
        if (!Tree.isEmpty(ranges) && !ranges.equals(node.path("spec").path("podCIDRs"))) {
            errors.forbidden(SPEC.child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid");
        }
        setOnce(node, old, "providerID", "node updates may not change providerID except from \"\" to valid", errors);
    }

    private static void setOnce(ObjectNode node, ObjectNode old, String field, String rule, FieldErrors errors) {
        String was = Tree.text(old, "spec", field);
        if (!was.isEmpty() && !was.equals(Tree.text(node, "spec", field))) {
            errors.forbidden(SPEC.child(field), rule);
        }
    }

    @Override
    public List<String> warnings(ObjectNode node) {
        return Tree.text(node, "spec", "externalID").isEmpty()
                ? List.of()
                : List.of("spec.externalID: this field is deprecated, and is unused by Kubernetes");
    }
}
