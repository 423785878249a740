package org.nakhoda.apiserver.extension;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.apiserver.extension.ServiceEndpoints.Endpoint;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/**
 * The ready endpoints of a service: those in its EndpointSlices, whoever wrote them. A service without slices is answered by its
 * Endpoints, which the older clients write.
 */
public final class ReadyEndpoints {
    public static final GroupResource SLICES = new GroupResource("discovery.k8s.io", "endpointslices");
    public static final GroupResource ENDPOINTS = GroupResource.core("endpoints");
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final ClusterStore store;

    public ReadyEndpoints(ClusterStore store) {
        this.store = store;
    }

    /**
     * @param known whether anybody has said what the service's endpoints are
     * @param list each once, in the order in which they are stored
     */
    public record Found(boolean known, List<Endpoint> list) {}

    /** What an answer of {@link #find} depends on; equal as long as nothing of it has changed. */
    public List<StoredObject> state(String namespace, String service) {
        List<StoredObject> state = slices(namespace, service);
        if (state.isEmpty()) {
            endpoints(namespace, service).ifPresent(state::add);
        }
        return state;
    }

    /** @param port whether a port of this name is meant */
    public Found find(String namespace, String service, Predicate<String> port) {
        Set<Endpoint> found = new LinkedHashSet<>();
        List<StoredObject> slices = slices(namespace, service);
        slices.forEach(slice -> ofSlice(Json.parse(slice.json()), port, found));
        boolean known = !slices.isEmpty();
        if (!known) {
            Optional<StoredObject> endpoints = endpoints(namespace, service);
            endpoints.ifPresent(object -> ofEndpoints(Json.parse(object.json()), port, found));
            known = endpoints.isPresent();
        }
        return new Found(known, List.copyOf(found));
    }

    private List<StoredObject> slices(String namespace, String service) {
        List<StoredObject> slices = new ArrayList<>();
        for (StoredObject slice : store.list(SLICES, namespace).objects()) {
            if (service.equals(slice.labels().get(SERVICE_NAME))) {
                slices.add(slice);
            }
        }
        return slices;
    }

    private Optional<StoredObject> endpoints(String namespace, String service) {
        return store.get(new ResourceKey(ENDPOINTS, namespace, service));
    }

    /** An endpoint that does not say whether it is ready is so. */
    private static void ofSlice(JsonNode slice, Predicate<String> wanted, Set<Endpoint> found) {
        if (slice.path("addressType").asString("").equals("FQDN")) {
            return;
        }
        for (JsonNode port : slice.path("ports")) {
            int number = port.path("port").asInt(0);
            if (number > 0 && wanted.test(port.path("name").asString(""))) {
                for (JsonNode endpoint : slice.path("endpoints")) {
                    if (endpoint.path("conditions").path("ready").asBoolean(true)) {
                        endpoint.path("addresses")
                                .forEach(address -> found.add(new Endpoint(address.asString(""), number)));
                    }
                }
            }
        }
    }

    private static void ofEndpoints(JsonNode endpoints, Predicate<String> wanted, Set<Endpoint> found) {
        for (JsonNode subset : endpoints.path("subsets")) {
            for (JsonNode port : subset.path("ports")) {
                if (wanted.test(port.path("name").asString(""))) {
                    int number = port.path("port").asInt(0);
                    subset.path("addresses")
                            .forEach(address ->
                                    found.add(new Endpoint(address.path("ip").asString(""), number)));
                }
            }
        }
    }
}
