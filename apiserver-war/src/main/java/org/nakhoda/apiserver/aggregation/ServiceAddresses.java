package org.nakhoda.apiserver.aggregation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.apiserver.aggregation.ApiService.Target;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/**
 * Where a service of the cluster is reached: at the addresses of its ready endpoints, for the API server's machine need not
 * know the addresses of services. Reads Endpoints, which both the cluster and administrators write.
 */
final class ServiceAddresses {
    static final GroupResource SERVICES = GroupResource.core("services");
    static final GroupResource ENDPOINTS = GroupResource.core("endpoints");

    private final ClusterStore store;

    ServiceAddresses(ClusterStore store) {
        this.store = store;
    }

    /** Host and port of one server. */
    record Address(String host, int port) {}

    /** What was found, or why nothing was, in the words of an APIService's condition. */
    sealed interface Found {
        /** @param list never empty */
        record Addresses(List<Address> list) implements Found {}

        record Nothing(String reason, String message) implements Found {}
    }

    /** What an answer of {@link #find} depends on; equal as long as nothing of it has changed. */
    List<Optional<StoredObject>> state(Target target) {
        return List.of(store.get(key(SERVICES, target)), store.get(key(ENDPOINTS, target)));
    }

    Found find(Target target) {
        String named = "service/" + target.service() + " in \"" + target.namespace() + "\"";
        Optional<JsonNode> service = read(SERVICES, target);
        if (service.isEmpty()) {
            return new Found.Nothing("ServiceNotFound", named + " is not present");
        }
        JsonNode spec = service.get().path("spec");
        if (spec.path("type").asString("").equals("ExternalName")) {
            return new Found.Addresses(
                    List.of(new Address(spec.path("externalName").asString(""), target.port())));
        }
        Optional<String> portName = portName(spec, target.port());
        if (portName.isEmpty()) {
            return new Found.Nothing("ServicePortError", named + " is not listening on port " + target.port());
        }
        Optional<JsonNode> endpoints = read(ENDPOINTS, target);
        if (endpoints.isEmpty()) {
            return new Found.Nothing("EndpointsNotFound", "cannot find endpoints for " + named);
        }
        List<Address> ready = ready(endpoints.get(), portName.get());
        return ready.isEmpty()
                ? new Found.Nothing(
                        "MissingEndpoints",
                        "endpoints for " + named + " have no addresses with port name \"" + portName.get() + "\"")
                : new Found.Addresses(ready);
    }

    private static Optional<String> portName(JsonNode spec, int number) {
        for (JsonNode port : spec.path("ports")) {
            if (port.path("port").asInt(0) == number
                    && port.path("protocol").asString("TCP").equals("TCP")) {
                return Optional.of(port.path("name").asString(""));
            }
        }
        return Optional.empty();
    }

    private static List<Address> ready(JsonNode endpoints, String portName) {
        List<Address> ready = new ArrayList<>();
        for (JsonNode subset : endpoints.path("subsets")) {
            for (JsonNode port : subset.path("ports")) {
                if (port.path("name").asString("").equals(portName)) {
                    int number = port.path("port").asInt(0);
                    subset.path("addresses")
                            .forEach(address ->
                                    ready.add(new Address(address.path("ip").asString(""), number)));
                }
            }
        }
        return ready;
    }

    private Optional<JsonNode> read(GroupResource resource, Target target) {
        return store.get(key(resource, target)).map(object -> Json.parse(object.json()));
    }

    private static ResourceKey key(GroupResource resource, Target target) {
        return new ResourceKey(resource, target.namespace(), target.service());
    }
}
