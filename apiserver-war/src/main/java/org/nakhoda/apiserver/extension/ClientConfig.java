package org.nakhoda.apiserver.extension;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.nakhoda.apiserver.extension.ExtensionClient.Peer;
import tools.jackson.databind.JsonNode;

/**
 * A webhook's {@code clientConfig}, resolved.
 *
 * @param uri to be dialled
 * @param shown to be told to people: a service by its name, not by the address that it has at the moment
 */
public record ClientConfig(URI uri, String shown, Peer peer) {
    /**
     * @param query to be appended, with its question mark
     * @throws org.nakhoda.api.status.ApiException if the service has no endpoint
     */
    public static ClientConfig resolve(JsonNode config, ServiceEndpoints services, String query) {
        String bundle = new String(
                Base64.getMimeDecoder().decode(config.path("caBundle").asString("")), StandardCharsets.UTF_8);
        JsonNode service = config.path("service");
        if (!service.isObject()) {
            String url = config.path("url").asString("") + query;
            return new ClientConfig(URI.create(url), url, Peer.atUrl(bundle));
        }
        String namespace = service.path("namespace").asString("");
        String name = service.path("name").asString("");
        String port = String.valueOf(service.path("port").asInt(443));
        String path = service.path("path").asString("/") + query;
        URI root = services.resolve(namespace, name, port).uri("https");
        return new ClientConfig(
                root.resolve(path),
                "https://" + ServiceEndpoints.serverName(namespace, name) + ":" + port + path,
                Peer.ofService(namespace, name, bundle));
    }
}
