package org.nakhoda.apiserver.allocation;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.settings.IpRange;
import tools.jackson.databind.JsonNode;

/**
 * What a ServiceCIDR stands for.
 *
 * @param leaving under deletion: nothing more is given out from it
 * @param held whether our finalizer keeps it
 * @param ready its condition: True, False, or "" if it has none yet
 */
record ServiceRange(String name, List<IpRange> ranges, boolean leaving, boolean held, String ready) {
    static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";

    static ServiceRange of(JsonNode object) {
        List<IpRange> ranges = new ArrayList<>();
        object.path("spec").path("cidrs").forEach(cidr -> ranges.add(IpRange.parse(cidr.asString())));
        JsonNode metadata = object.path("metadata");
        boolean held = false;
        for (JsonNode finalizer : metadata.path("finalizers")) {
            held |= finalizer.asString("").equals(FINALIZER);
        }
        String ready = "";
        for (JsonNode condition : object.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                ready = condition.path("status").asString("");
            }
        }
        return new ServiceRange(
                metadata.path("name").asString(""),
                List.copyOf(ranges),
                metadata.hasNonNull("deletionTimestamp"),
                held,
                ready);
    }

    boolean contains(String address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }
}
