package org.nakhoda.apiserver.allocation;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.nakhoda.api.settings.IpRange;
import org.nakhoda.api.settings.IpRange.Family;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.api.validation.FieldErrors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** One service's addresses, one of each of its families in their order. */
final class ClusterAddresses {
    static final String HEADLESS = "None";

    private final Ledger ledger;
    private final Set<Object> reserved;
    private final FieldErrors errors;

    /** @param reserved gets what is taken for this write */
    ClusterAddresses(Ledger ledger, Set<Object> reserved, FieldErrors errors) {
        this.ledger = ledger;
        this.reserved = reserved;
        this.errors = errors;
    }

    /** @param who the service, for messages */
    void fill(ObjectNode spec, Set<String> before, String who) {
        ArrayNode addresses = spec.withArrayProperty("clusterIPs");
        if (!addresses.isEmpty() && addresses.get(0).asString("").equals(HEADLESS)) {
            return;
        }
        int index = 0;
        for (JsonNode name : spec.path("ipFamilies")) {
            Family family = name.asString("").equals(Family.IPV6.text()) ? Family.IPV6 : Family.IPV4;
            if (index >= addresses.size()) {
                addresses.add(any(family, who));
            } else {
                String asked = addresses.get(index).asString("");
                if (!before.contains(Claims.canonical(asked))) {
                    certain(asked, index, family);
                }
            }
            index++;
        }
        if (!addresses.isEmpty()) {
            spec.set("clusterIP", addresses.get(0));
        }
    }

    private String any(Family family, String who) {
        List<IpRange> ranges = ledger.ranges(family);
        for (IpRange range : ranges) {
            String address = ledger.takeAny(Pools.addresses(range));
            if (address != null) {
                reserved.add(address);
                return address;
            }
        }
        throw ApiException.of(
                Reason.INTERNAL_ERROR,
                "failed to allocate a cluster IP for service " + who + ": "
                        + (ranges.isEmpty()
                                ? "there is no range of " + family.text() + " addresses; create a ServiceCIDR"
                                : "no address of " + listed(ranges)
                                        + " is free; delete services or add a ServiceCIDR"));
    }

    private void certain(String asked, int index, Family family) {
        String address = Claims.canonical(asked);
        String field = "spec.clusterIPs[" + index + "]";
        String failed = "failed to allocate IP " + asked + ": ";
        List<IpRange> ranges = ledger.ranges(family);
        if (ranges.stream().noneMatch(range -> range.usable(address))) {
            errors.invalid(
                    field,
                    StringNode.valueOf(asked),
                    failed + "the provided IP (" + asked + ") is not in the valid range. The range of valid IPs is "
                            + listed(ranges));
        } else if (ledger.take(address) == Ledger.Taken.YES) {
            errors.invalid(field, StringNode.valueOf(asked), failed + "provided IP is already allocated");
        } else {
            reserved.add(address);
        }
    }

    private static String listed(List<IpRange> ranges) {
        return ranges.stream().map(IpRange::toString).collect(Collectors.joining(", "));
    }
}
