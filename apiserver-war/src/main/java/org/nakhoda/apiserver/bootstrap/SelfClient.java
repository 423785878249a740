package org.nakhoda.apiserver.bootstrap;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API server as a client of itself, for the objects that it keeps: its writes take the way of everybody's. A lost race is
 * no fault, since whoever writes looks again; anything else is logged.
 */
public final class SelfClient {
    private static final Logger LOG = LoggerFactory.getLogger(SelfClient.class);

    private final ClusterApi api;

    public SelfClient(ClusterApi api) {
        this.api = api;
    }

    /**
     * @param collection the path's segments
     * @return whether it was made
     */
    public boolean create(List<String> collection, ObjectNode object) {
        return send("POST", collection, object);
    }

    /** @return whether it was written */
    public boolean update(List<String> path, ObjectNode object) {
        return send("PUT", path, object);
    }

    /** @param uid deletes only this incarnation */
    public boolean delete(List<String> path, String uid) {
        ObjectNode options = Json.object().put("apiVersion", "v1").put("kind", "DeleteOptions");
        options.putObject("preconditions").put("uid", uid);
        return send("DELETE", path, options);
    }

    private boolean send(String method, List<String> path, ObjectNode body) {
        ApiResponse response = api.call(new ApiRequest(
                method,
                path,
                Map.of(),
                Map.of("content-type", ApiResponse.JSON, "accept", ApiResponse.JSON, "user-agent", "kube-apiserver"),
                Json.bytes(body),
                new Credentials(null, null),
                Bootstrap.API_SERVER));
        if (response.status() < 300) {
            return true;
        }
        String answer = response.body() instanceof ApiResponse.Body.Whole whole
                ? new String(whole.bytes(), StandardCharsets.UTF_8)
                : "";
        if (response.status() == 404 || response.status() == 409) {
            LOG.debug("{} /{}: {}", method, String.join("/", path), answer);
        } else {
            LOG.warn("{} /{} failed and will be tried again: {}", method, String.join("/", path), answer);
        }
        return false;
    }
}
