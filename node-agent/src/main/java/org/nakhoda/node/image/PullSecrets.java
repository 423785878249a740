package org.nakhoda.node.image;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.node.cri.v1.AuthConfig;
import org.nakhoda.node.objects.ClusterObjects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Credentials for an image's registry out of a pod's {@code imagePullSecrets}, in the format of Docker's configuration. */
final class PullSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(PullSecrets.class);

    private final ClusterObjects objects;

    PullSecrets(ClusterObjects objects) {
        this.objects = objects;
    }

    /** Those that fit the image, the most specific first; empty if it is to be pulled without. */
    List<AuthConfig> credentials(Pod pod, String image) {
        List<Map.Entry<String, AuthConfig>> found = new ArrayList<>();
        for (LocalObjectReference reference : pod.getSpec().getImagePullSecrets()) {
            objects.secret(pod.getMetadata().getNamespace(), reference.getName())
                    .ifPresent(secret -> found.addAll(read(secret)));
        }
        String repository = ImageReferences.repository(image);
        return found.stream()
                .filter(entry -> covers(entry.getKey(), repository))
                .sorted(Comparator.comparing((Map.Entry<String, AuthConfig> entry) ->
                                entry.getKey().length())
                        .reversed())
                .map(Map.Entry::getValue)
                .toList();
    }

    private static List<Map.Entry<String, AuthConfig>> read(Secret secret) {
        Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
        String config = data.get(".dockerconfigjson");
        String legacy = data.get(".dockercfg");
        List<Map.Entry<String, AuthConfig>> result = new ArrayList<>();
        try {
            if (config != null) {
                add(parse(config).path("auths"), result);
            }
            if (legacy != null) {
                add(parse(legacy), result);
            }
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.warn(
                    "image pull secret {}/{} cannot be read and is left out",
                    secret.getMetadata().getNamespace(),
                    secret.getMetadata().getName());
        }
        return result;
    }

    private static JsonNode parse(String base64) {
        return Json.parse(Base64.getDecoder().decode(base64));
    }

    private static void add(JsonNode auths, List<Map.Entry<String, AuthConfig>> into) {
        for (Map.Entry<String, JsonNode> entry : auths.properties()) {
            JsonNode given = entry.getValue();
            AuthConfig.Builder auth = AuthConfig.newBuilder()
                    .setUsername(given.path("username").asString(""))
                    .setPassword(given.path("password").asString(""))
                    .setIdentityToken(given.path("identitytoken").asString(""))
                    .setRegistryToken(given.path("registrytoken").asString(""));
            String joined = given.path("auth").asString("");
            if (!joined.isEmpty()) {
                String[] parts = new String(Base64.getDecoder().decode(joined), StandardCharsets.UTF_8).split(":", 2);
                auth.setUsername(parts[0]).setPassword(parts.length > 1 ? parts[1] : "");
            }
            into.add(Map.entry(entry.getKey(), auth.build()));
        }
    }

    /** Whether credentials for a registry, possibly with a path or a wildcard host, are for the repository. */
    static boolean covers(String key, String repository) {
        String wanted =
                key.replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "").replaceFirst("/$", "");
        if (wanted.equals("index.docker.io")) {
            wanted = "docker.io";
        }
        if (wanted.startsWith("*.")) {
            String host = repository.split("/", 2)[0];
            int dot = host.indexOf('.');
            return dot > 0 && host.substring(dot).equals(wanted.split("/", 2)[0].substring(1));
        }
        return repository.equals(wanted) || repository.startsWith(wanted + "/");
    }
}
