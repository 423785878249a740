package org.nakhoda.api.networking;

import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.Addresses;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about service ranges: one of each family at most, and they only ever gain the second one. */
final class ServiceCidrStrategy extends ObjectStrategy {
    private static final FieldPath CIDRS = FieldPath.of("spec").child("cidrs");

    ServiceCidrStrategy() {
        super(Scope.CLUSTER, Shape.STATUS, Names::subdomain);
    }

    @Override
    public void validate(ObjectNode range, FieldErrors errors) {
        super.validate(range, errors);
        JsonNode cidrs = range.path("spec").path("cidrs");
        if (Tree.isEmpty(cidrs)) {
            errors.required(CIDRS, "at least one CIDR required");
            return;
        }
        if (cidrs.size() > 2) {
            errors.invalid(CIDRS, cidrs, "may only hold up to 2 values");
            return;
        }
        int six = 0;
        int index = 0;
        for (JsonNode cidr : cidrs) {
            String text = cidr.asString("");
            if (!Addresses.isCanonicalCidr(text)) {
                errors.invalid(
                        CIDRS.index(index),
                        cidr,
                        "must be a valid CIDR value in canonical form, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            }
            six += text.indexOf(':') >= 0 ? 1 : 0;
            index++;
        }
        if (cidrs.size() == 2 && six != 1) {
            errors.invalid(CIDRS, cidrs, "may specify no more than one IP for each IP family");
        }
    }

    @Override
    public void validateUpdate(ObjectNode range, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(range, old, errors);
        JsonNode cidrs = range.path("spec").path("cidrs");
        JsonNode before = old.path("spec").path("cidrs");
        boolean secondFamily =
                before.size() == 1 && cidrs.size() == 2 && before.get(0).equals(cidrs.get(0));
        if (!secondFamily && !cidrs.equals(before)) {
            errors.invalid(CIDRS, cidrs, "field is immutable");
        }
    }
}
