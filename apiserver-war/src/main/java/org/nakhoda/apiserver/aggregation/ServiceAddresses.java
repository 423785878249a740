package org.nakhoda.apiserver.aggregation;

import java.util.List;
import java.util.Optional;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.apiserver.aggregation.ApiService.Target;
import org.nakhoda.apiserver.extension.ReadyEndpoints;
import org.nakhoda.apiserver.extension.ServiceEndpoints.Endpoint;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;

/**
 * Where a service of the cluster is reached: at the addresses of its ready endpoints, for the API server's machine need not
 * know the addresses of services.
 */
final class ServiceAddresses {
    static final GroupResource SERVICES = GroupResource.core("services");
    /** What else an answer depends on. */
    static final List<GroupResource> ENDPOINTS = List.of(ReadyEndpoints.SLICES, ReadyEndpoints.ENDPOINTS);

    private final ClusterStore store;
    private final ReadyEndpoints ready;

    ServiceAddresses(ClusterStore store) {
        this.store = store;
        this.ready = new ReadyEndpoints(store);
    }

    /** What was found, or why nothing was, in the words of an APIService's condition. */
    sealed interface Found {
        /** @param list never empty */
        record Addresses(List<Endpoint> list) implements Found {}

        record Nothing(String reason, String message) implements Found {}
    }

    /** What an answer of {@link #find} depends on; equal as long as nothing of it has changed. */
    List<Object> state(Target target) {
        return List.of(store.get(key(SERVICES, target)), ready.state(target.namespace(), target.service()));
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
                    List.of(new Endpoint(spec.path("externalName").asString(""), target.port())));
        }
        Optional<String> portName = portName(spec, target.port());
        if (portName.isEmpty()) {
            return new Found.Nothing("ServicePortError", named + " is not listening on port " + target.port());
        }
        ReadyEndpoints.Found found = ready.find(target.namespace(), target.service(), portName.get()::equals);
        if (!found.known()) {
            return new Found.Nothing("EndpointsNotFound", "cannot find endpointslices for " + named);
        }
        return found.list().isEmpty()
                ? new Found.Nothing(
                        "MissingEndpoints",
                        "endpointslices for " + named + " have no addresses with port name \"" + portName.get() + "\"")
                : new Found.Addresses(found.list());
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

    private Optional<JsonNode> read(GroupResource resource, Target target) {
        return store.get(key(resource, target)).map(object -> Json.parse(object.json()));
    }

    private static ResourceKey key(GroupResource resource, Target target) {
        return new ResourceKey(resource, target.namespace(), target.service());
    }
}
