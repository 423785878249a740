package org.nakhoda.api.core;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.Addresses;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;

/**
 * What a service says about its cluster addresses and their families. Which families a cluster has, and which addresses are
 * free, is known to the allocator of the API server only.
 */
final class ServiceAddresses {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath ADDRESSES = SPEC.child("clusterIPs");
    private static final FieldPath FAMILIES = SPEC.child("ipFamilies");
    private static final List<String> KNOWN = List.of("IPv4", "IPv6");
    private static final List<String> POLICIES = List.of("PreferDualStack", "RequireDualStack", "SingleStack");
    private static final String TWO =
            "must be RequireDualStack or PreferDualStack when multiple values are specified in ";

    private ServiceAddresses() {}

    static void validate(JsonNode spec, FieldErrors errors) {
        Values.oneOf(spec, "ipFamilyPolicy", POLICIES, SPEC, errors);
        families(spec, errors);
        addresses(spec, errors);
    }

    private static void families(JsonNode spec, FieldErrors errors) {
        JsonNode families = spec.path("ipFamilies");
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (JsonNode family : families) {
            if (!KNOWN.contains(family.asString(""))) {
                errors.notSupported(FAMILIES.index(index), family, KNOWN);
            } else if (!seen.add(family.asString(""))) {
                errors.duplicate(FAMILIES.index(index), family);
            }
            index++;
        }
        if (families.size() > 1 && single(spec)) {
            errors.invalid(SPEC.child("ipFamilyPolicy"), spec.path("ipFamilyPolicy"), TWO + "`ipFamilies`");
        }
    }

    private static void addresses(JsonNode spec, FieldErrors errors) {
        JsonNode addresses = spec.path("clusterIPs");
        if (Tree.isEmpty(addresses)) {
            return;
        }
        String first = Tree.text(spec, "clusterIP");
        if (first.isEmpty()) {
            errors.invalid(ADDRESSES, addresses, "must be empty when `clusterIP` is not specified");
        } else if (!first.equals(addresses.get(0).asString(""))) {
            errors.invalid(ADDRESSES, addresses, "first value must match `clusterIP`");
        }
        if (addresses.size() > 2) {
            errors.invalid(ADDRESSES, addresses, "may only hold up to 2 values");
            return;
        }
        if (addresses.size() > 1 && single(spec)) {
            errors.invalid(SPEC.child("ipFamilyPolicy"), spec.path("ipFamilyPolicy"), TWO + "`clusterIPs`");
        }
        if (addresses.size() > 1
                && (first.equals("None") || addresses.get(1).asString("").equals("None"))) {
            errors.invalid(ADDRESSES, addresses, "'None' must be the first and only value");
            return;
        }
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (JsonNode address : addresses) {
            String text = address.asString("");
            if (index > 0 && !Addresses.isIp(text)) {
                errors.invalid(ADDRESSES.index(index), address, "must be a valid IP address");
            } else if (Addresses.isIp(text)) {
                String family = family(text);
                String wanted = spec.path("ipFamilies").path(index).asString("");
                if (!seen.add(family)) {
                    errors.invalid(ADDRESSES, addresses, "may specify no more than one IP for each IP family");
                } else if (KNOWN.contains(wanted) && !wanted.equals(family)) {
                    errors.invalid(
                            ADDRESSES.index(index),
                            address,
                            "expected an " + wanted + " value as indicated by `ipFamilies[" + index + "]`");
                }
            }
            index++;
        }
    }

    /** A service keeps its first address and family; the second comes and goes with the policy. */
    static void validateUpdate(JsonNode spec, JsonNode before, FieldErrors errors) {
        kept(spec, before, "clusterIPs", ADDRESSES, "secondary clusterIP", errors);
        kept(spec, before, "ipFamilies", FAMILIES, "secondary ipFamily", errors);
    }

    private static void kept(
            JsonNode spec, JsonNode before, String field, FieldPath path, String second, FieldErrors errors) {
        JsonNode now = spec.path(field);
        JsonNode was = before.path(field);
        for (int i = 0; i < was.size(); i++) {
            if (i < now.size() && !now.get(i).equals(was.get(i))) {
                errors.invalid(path.index(i), now.get(i), "may not change once set");
            } else if (i >= now.size() && i == 0) {
                errors.invalid(path.index(0), Tree.text(spec, "clusterIP"), "may not change once set");
            } else if (i >= now.size() && !single(spec)) {
                errors.required(
                        path.index(i), "`ipFamilyPolicy` must be set to 'SingleStack' when releasing the " + second);
            }
        }
    }

    private static boolean single(JsonNode spec) {
        return Tree.text(spec, "ipFamilyPolicy").equals("SingleStack");
    }

    private static String family(String address) {
        return address.indexOf(':') >= 0 ? "IPv6" : "IPv4";
    }
}
