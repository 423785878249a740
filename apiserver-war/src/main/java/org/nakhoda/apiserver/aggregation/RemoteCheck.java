package org.nakhoda.apiserver.aggregation;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.aggregation.ServiceAddresses.Found;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.extension.ServiceEndpoints.Endpoint;
import org.nakhoda.apiserver.request.ApiResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks a server that extends the API whether it is there, and what it has: its group version, and what describes that. */
final class RemoteCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteCheck.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** Of many servers of one service so many are asked before it counts as gone. */
    private static final int ATTEMPTS = 5;

    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    /** The API server itself, as the others see it when it asks on its own account. */
    private static final UserInfo AGGREGATOR =
            new UserInfo("system:kube-aggregator", "", Set.of(UserInfo.GROUP_MASTERS), Map.of());

    private final ServiceAddresses addresses;
    private final RemoteServers servers;
    private final Map<String, Description> described = new ConcurrentHashMap<>();

    RemoteCheck(ServiceAddresses addresses, RemoteServers servers) {
        this.addresses = addresses;
        this.servers = servers;
    }

    /**
     * @param reason Kubernetes' word for it
     * @param description null if the server did not answer
     */
    record Outcome(boolean available, String reason, String message, Description description) {}

    /**
     * @param resources as aggregated discovery writes them
     * @param openApi where the group version's OpenAPI document is; empty if there is none
     * @param swagger the group version's part of the server's OpenAPI v2 document; missing if there is none
     */
    record Description(ArrayNode resources, String openApi, JsonNode swagger) {}

    /** Takes up to some seconds. */
    Outcome of(ApiService service) {
        Found found = addresses.find(service.target());
        if (found instanceof Found.Nothing nothing) {
            return new Outcome(false, nothing.reason(), nothing.message(), null);
        }
        String fault = "";
        String path = "/apis/" + service.groupVersion();
        for (Endpoint address :
                ((Found.Addresses) found).list().stream().limit(ATTEMPTS).toList()) {
            try {
                HttpResponse<byte[]> answer = get(service, address, path, ApiResponse.JSON);
                if (answer.statusCode() < 400) {
                    return new Outcome(true, "Passed", "all checks passed", describe(service, address, answer));
                }
                fault = "bad status from " + address.uri("https") + path + ": " + answer.statusCode();
            } catch (IOException e) {
                fault = "failing or missing response from " + address.uri("https") + path + ": " + e.getMessage();
            }
        }
        return new Outcome(false, "FailedDiscoveryCheck", fault, null);
    }

    private Description describe(ApiService service, Endpoint address, HttpResponse<byte[]> list) {
        ArrayNode resources = aggregated(service, address).orElseGet(() -> {
            try {
                return RemoteResources.ofList(Json.parse(list.body()), service.group(), service.version());
            } catch (JacksonException e) {
                LOG.warn("{} does not say in JSON what it serves: {}", service.name(), e.getMessage());
                return Json.array();
            }
        });
        String openApi = openApi(service, address);
        Description last = described.get(service.name());
        // the address of the other document has its hash: as long as that is the same, this one is too, which may be
        // large
        boolean same = last != null
                && openApi.contains("hash=")
                && last.openApi().equals(openApi)
                && last.resources().equals(resources);
        Description description = same ? last : new Description(resources, openApi, swagger(service, address));
        described.put(service.name(), description);
        return description;
    }

    /** A server describes all that it has; what it does not serve here is left out. */
    private JsonNode swagger(ApiService service, Endpoint address) {
        JsonNode document =
                read(service, address, "/openapi/v2", ApiResponse.JSON).orElse(MissingNode.getInstance());
        String prefix = "/apis/" + service.groupVersion() + "/";
        ObjectNode paths = Json.object();
        document.path("paths").properties().forEach(path -> {
            if (path.getKey().startsWith(prefix)) {
                paths.set(path.getKey(), path.getValue());
            }
        });
        if (paths.isEmpty() || !document.path("swagger").asString("").equals("2.0")) {
            return MissingNode.getInstance();
        }
        ObjectNode kept = Json.object();
        kept.set("paths", paths);
        kept.set("definitions", document.path("definitions").isObject() ? document.get("definitions") : Json.object());
        kept.set("parameters", document.path("parameters").isObject() ? document.get("parameters") : Json.object());
        return kept;
    }

    /** Lets go of what servers have said that are registered no more. */
    void retain(Set<String> registered) {
        described.keySet().retainAll(registered);
    }

    private Optional<ArrayNode> aggregated(ApiService service, Endpoint address) {
        return read(service, address, "/apis", AGGREGATED)
                .filter(node -> node.path("kind").asString("").equals("APIGroupDiscoveryList"))
                .flatMap(node -> RemoteResources.ofAggregated(node, service.group(), service.version()));
    }

    private String openApi(ApiService service, Endpoint address) {
        String found = read(service, address, "/openapi/v3", ApiResponse.JSON)
                .map(node -> node.path("paths")
                        .path("apis/" + service.groupVersion())
                        .path("serverRelativeURL")
                        .asString(""))
                .orElse("");
        // this server passes on its own path of that name only
        String path = "/openapi/v3/apis/" + service.groupVersion();
        return found.equals(path) || found.startsWith(path + "?") ? found : "";
    }

    private Optional<JsonNode> read(ApiService service, Endpoint address, String uri, String accept) {
        try {
            HttpResponse<byte[]> answer = get(service, address, uri, accept);
            return answer.statusCode() == 200 ? Optional.of(Json.parse(answer.body())) : Optional.empty();
        } catch (IOException | JacksonException e) {
            LOG.debug("{} has no {}: {}", service.name(), uri, e.getMessage());
            return Optional.empty();
        }
    }

    private HttpResponse<byte[]> get(ApiService service, Endpoint address, String uri, String accept)
            throws IOException {
        return servers.get(service, address, uri, accept, AGGREGATOR, TIMEOUT);
    }
}
