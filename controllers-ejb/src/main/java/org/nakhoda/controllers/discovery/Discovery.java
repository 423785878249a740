package org.nakhoda.controllers.discovery;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;

/**
 * What the API server serves.
 *
 * @param resources each once, in its group's preferred version
 * @param failures group versions that could not be asked, with the reason; their resources are unknown, not absent
 */
public record Discovery(List<ServedResource> resources, Map<String, String> failures) {
    /**
     * @throws KubernetesClientException if not even the groups can be listed
     */
    public static Discovery of(KubernetesClient client) {
        List<ServedResource> resources = new ArrayList<>();
        Map<String, String> failures = new TreeMap<>();
        resources.addAll(resources(client, "v1", "/api/v1"));
        for (JsonNode group : document(client, "/apis").path("groups")) {
            Set<String> seen = new HashSet<>();
            for (String apiVersion : preferredFirst(group)) {
                try {
                    resources(client, apiVersion, "/apis/" + apiVersion).stream()
                            .filter(resource -> seen.add(resource.plural()))
                            .forEach(resources::add);
                } catch (KubernetesClientException e) {
                    failures.put(apiVersion, String.valueOf(e.getMessage()));
                }
            }
        }
        return new Discovery(List.copyOf(resources), failures);
    }

    private static List<String> preferredFirst(JsonNode group) {
        List<String> versions = new ArrayList<>();
        versions.add(group.path("preferredVersion").path("groupVersion").asString(""));
        for (JsonNode version : group.path("versions")) {
            versions.add(version.path("groupVersion").asString(""));
        }
        return versions.stream()
                .filter(version -> !version.isEmpty())
                .distinct()
                .toList();
    }

    private static List<ServedResource> resources(KubernetesClient client, String apiVersion, String path) {
        List<ServedResource> resources = new ArrayList<>();
        for (JsonNode resource : document(client, path).path("resources")) {
            String name = resource.path("name").asString("");
            if (name.isEmpty() || name.contains("/")) {
                continue;
            }
            Set<String> verbs = new HashSet<>();
            resource.path("verbs").forEach(verb -> verbs.add(verb.asString()));
            resources.add(new ServedResource(
                    apiVersion,
                    name,
                    resource.path("kind").asString(""),
                    resource.path("namespaced").asBoolean(false),
                    Set.copyOf(verbs)));
        }
        return resources;
    }

    private static JsonNode document(KubernetesClient client, String path) {
        String text = client.raw(path);
        if (text == null) {
            throw new KubernetesClientException("the API server does not serve " + path);
        }
        return Json.parse(text);
    }
}
