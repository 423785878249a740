package org.nakhoda.api.quota;

import java.time.Instant;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.quantity.ResourceList;
import tools.jackson.databind.JsonNode;

/** Claims of devices, and how many devices of each class they can be given at most. */
final class DeviceMeasure implements Measure {
    static final GroupResource RESOURCE = new GroupResource("resource.k8s.io", "resourceclaims");

    private static final String COUNT = ObjectCount.nameOf(RESOURCE);
    private static final String DEVICES = ".deviceclass.resource.k8s.io/devices";
    /** So many devices a claim is given at most; who asks for all may get as many. */
    private static final long MOST = 32;

    @Override
    public boolean counts(String name) {
        return name.equals(COUNT) || name.endsWith(DEVICES);
    }

    @Override
    public ResourceList usage(JsonNode claim, Instant now) {
        ResourceList usage = ObjectCount.one(COUNT);
        for (JsonNode request : claim.path("spec").path("devices").path("requests")) {
            ResourceList one = ResourceList.EMPTY;
            for (JsonNode alternative : request.path("firstAvailable")) {
                one = one.max(devices(alternative));
            }
            usage = usage.plus(request.has("exactly") ? devices(request.path("exactly")) : one);
        }
        return usage;
    }

    private static ResourceList devices(JsonNode request) {
        String name = Tree.text(request, "deviceClassName");
        if (name.isEmpty()) {
            return ResourceList.EMPTY;
        }
        boolean all = Tree.text(request, "allocationMode").equals("All");
        return ResourceList.of(name + DEVICES, Quantity.of(all ? MOST : Tree.number(request, "count", 1)));
    }
}
