package org.nakhoda.api.networking;

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

/** What is special about addresses: the name is the address in canonical form, and the holder never changes. */
final class IpAddressStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath PARENT = SPEC.child("parentRef");

    IpAddressStrategy() {
        super(
                Scope.CLUSTER,
                Shape.PLAIN,
                name -> Addresses.isCanonical(name) ? null : "must be an IP address in canonical form");
    }

    @Override
    public void validate(ObjectNode address, FieldErrors errors) {
        super.validate(address, errors);
        JsonNode parent = address.path("spec").path("parentRef");
        if (!parent.isObject()) {
            errors.required(PARENT, "");
            return;
        }
        named(parent, "group", Names::subdomain, false, errors);
        named(parent, "resource", Names::pathSegment, true, errors);
        named(parent, "name", Names::pathSegment, true, errors);
        named(parent, "namespace", Names::pathSegment, false, errors);
    }

    private static void named(JsonNode parent, String field, Names.Rule rule, boolean required, FieldErrors errors) {
        String value = Tree.text(parent, field);
        if (value.isEmpty()) {
            if (required) {
                errors.required(PARENT.child(field), "");
            }
            return;
        }
        String fault = rule.fault(value);
        if (fault != null) {
            errors.invalid(PARENT.child(field), value, fault);
        }
    }

    @Override
    public void validateUpdate(ObjectNode address, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(address, old, errors);
        Values.immutable(address.path("spec"), old.path("spec"), "parentRef", SPEC, errors);
    }
}
