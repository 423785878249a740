package org.nakhoda.apiserver.aggregation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what another server says it serves, in either form of discovery, into that of aggregated discovery. */
final class RemoteResources {
    private RemoteResources() {}

    /**
     * @param groups an APIGroupDiscoveryList
     * @return empty if it does not tell of this group version
     */
    static Optional<ArrayNode> ofAggregated(JsonNode groups, String group, String version) {
        for (JsonNode item : groups.path("items")) {
            if (item.path("metadata").path("name").asString("").equals(group)) {
                for (JsonNode offered : item.path("versions")) {
                    if (offered.path("version").asString("").equals(version)
                            && offered.path("resources") instanceof ArrayNode resources) {
                        return Optional.of(resources);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** @param list an APIResourceList, in which subresources stand beside resources */
    static ArrayNode ofList(JsonNode list, String group, String version) {
        ArrayNode resources = Json.array();
        Map<String, ObjectNode> byName = new HashMap<>();
        for (JsonNode entry : list.path("resources")) {
            String name = entry.path("name").asString("");
            int slash = name.indexOf('/');
            // subresources may come before their resource, or without one
            ObjectNode resource = byName.computeIfAbsent(
                    slash < 0 ? name : name.substring(0, slash),
                    n -> resources.addObject().put("resource", n));
            resource.put("scope", entry.path("namespaced").asBoolean(false) ? "Namespaced" : "Cluster");
            ObjectNode described = resource;
            if (slash < 0) {
                resource.put("singularResource", entry.path("singularName").asString(""));
                copy(entry, resource, "shortNames");
                copy(entry, resource, "categories");
            } else {
                described =
                        resource.withArray("/subresources").addObject().put("subresource", name.substring(slash + 1));
            }
            described
                    .putObject("responseKind")
                    .put("group", entry.path("group").asString(group))
                    .put("version", entry.path("version").asString(version))
                    .put("kind", entry.path("kind").asString(""));
            copy(entry, described, "verbs");
        }
        return resources;
    }

    private static void copy(JsonNode from, ObjectNode to, String field) {
        if (from.path(field).isArray()) {
            to.set(field, from.path(field));
        }
    }
}
