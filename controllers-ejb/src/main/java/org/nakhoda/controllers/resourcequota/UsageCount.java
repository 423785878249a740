package org.nakhoda.controllers.resourcequota;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.quantity.ResourceList;
import org.nakhoda.api.quota.Measure;
import org.nakhoda.api.quota.Measures;
import org.nakhoda.api.quota.Quota;
import org.nakhoda.client.write.RawObjects;
import org.nakhoda.controllers.discovery.Discovery;
import org.nakhoda.controllers.discovery.ServedResource;
import tools.jackson.databind.JsonNode;

/** Counts the objects of a namespace as they are now: asks the API, for a cache may be behind what quotas have booked. */
final class UsageCount {
    private final KubernetesClient client;
    private final RawObjects objects;
    private volatile Discovery discovery = new Discovery(List.of(), Map.of());

    UsageCount(KubernetesClient client) {
        this.client = client;
        this.objects = new RawObjects(client);
    }

    /** The resources that a quota counts and the API serves. */
    List<ServedResource> served(Quota quota) {
        Set<GroupResource> concerned = Measures.concerned(quota.hard().names());
        List<ServedResource> served = find(concerned);
        if (served.size() < concerned.size()) {
            discovery = Discovery.of(client);
            served = find(concerned);
        }
        return served;
    }

    private List<ServedResource> find(Set<GroupResource> concerned) {
        List<ServedResource> served = new ArrayList<>();
        for (ServedResource resource : discovery.resources()) {
            if (resource.namespaced()
                    && resource.allows("list")
                    && concerned.contains(new GroupResource(resource.group(), resource.plural()))) {
                served.add(resource);
            }
        }
        return served;
    }

    /** What a namespace uses of what the quota bounds; zero is said where nothing is used. */
    ResourceList of(Quota quota, String namespace, List<ServedResource> resources, Instant now) {
        Map<String, Quantity> zeros = new HashMap<>();
        ResourceList used = ResourceList.EMPTY;
        for (ServedResource resource : resources) {
            GroupResource name = new GroupResource(resource.group(), resource.plural());
            Measure measure = Measures.of(name);
            quota.hard().names().stream().filter(measure::counts).forEach(bound -> zeros.put(bound, Quantity.ZERO));
            used = used.plus(
                    Measures.plain(name)
                            ? counted(quota, measure, resource.collectionPath(namespace), now)
                            : measured(quota, measure, resource.collectionPath(namespace), now));
        }
        return ResourceList.of(zeros).plus(used);
    }

    private ResourceList measured(Quota quota, Measure measure, String path, Instant now) {
        AtomicReference<ResourceList> used = new AtomicReference<>(ResourceList.EMPTY);
        objects.each(path, object -> used.set(used.get().plus(quota.usage(measure, object, now))));
        return used.get();
    }

    /** Objects that count one each need not be read to be counted. */
    private ResourceList counted(Quota quota, Measure measure, String path, Instant now) {
        Optional<JsonNode> list = objects.get(path + "?limit=1");
        if (list.isEmpty() || list.get().path("items").isEmpty()) {
            return ResourceList.EMPTY;
        }
        long count = 1 + list.get().path("metadata").path("remainingItemCount").asLong(0);
        ResourceList one = quota.usage(measure, list.get().path("items").path(0), now);
        Map<String, Quantity> all = new HashMap<>();
        one.names().forEach(name -> all.put(name, Quantity.of(count)));
        return ResourceList.of(all);
    }
}
