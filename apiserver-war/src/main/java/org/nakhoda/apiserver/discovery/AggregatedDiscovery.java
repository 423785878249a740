package org.nakhoda.apiserver.discovery;

import java.util.Map;
import java.util.function.Predicate;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Subresource;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Discovery in one document (Kubernetes' aggregated discovery, {@code apidiscovery.k8s.io}). */
final class AggregatedDiscovery {
    private AggregatedDiscovery() {}

    /** @param format such as {@code application/json} */
    static String mediaType(String format, String version) {
        return format + ";g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList";
    }

    static ObjectNode groups(
            String version, Map<String, Map<String, ServedGroups.Version>> groups, Predicate<String> included) {
        ObjectNode root = Json.object().put("kind", "APIGroupDiscoveryList");
        root.put("apiVersion", "apidiscovery.k8s.io/" + version);
        root.putObject("metadata");
        ArrayNode items = root.putArray("items");
        groups.forEach((group, versions) -> {
            if (included.test(group)) {
                ObjectNode item = items.addObject();
                ObjectNode metadata = item.putObject("metadata");
                if (!group.isEmpty()) {
                    metadata.put("name", group);
                }
                metadata.putNull("creationTimestamp");
                ArrayNode list = item.putArray("versions");
                versions.values().forEach(served -> version(list.addObject(), served));
            }
        });
        return root;
    }

    private static void version(ObjectNode node, ServedGroups.Version version) {
        node.put("version", version.name());
        RemoteVersion remote = version.remote();
        if (remote == null) {
            ArrayNode resources = node.putArray("resources");
            version.types().forEach(type -> resource(resources.addObject(), type));
        } else {
            node.set("resources", remote.resources());
        }
        node.put("freshness", remote == null || remote.current() ? "Current" : "Stale");
    }

    private static void resource(ObjectNode node, ResourceType type) {
        node.put("resource", type.resource().resource());
        kind(node, type.group(), type.version(), type.kind());
        node.put("scope", type.namespaced() ? "Namespaced" : "Cluster").put("singularResource", type.singular());
        DiscoveryDocuments.texts(node, "verbs", type.verbs());
        if (!type.shortNames().isEmpty()) {
            DiscoveryDocuments.texts(node, "shortNames", type.shortNames());
        }
        if (!type.categories().isEmpty()) {
            DiscoveryDocuments.texts(node, "categories", type.categories());
        }
        if (!type.subresources().isEmpty()) {
            ArrayNode list = node.putArray("subresources");
            for (String name : type.subresources().stream().sorted().toList()) {
                Subresource sub = Subresource.of(type, name);
                ObjectNode described = list.addObject().put("subresource", name);
                kind(described, sub.group(), sub.version(), sub.kind());
                DiscoveryDocuments.texts(described, "verbs", sub.verbs());
            }
        }
    }

    private static void kind(ObjectNode node, String group, String version, String kind) {
        node.putObject("responseKind")
                .put("group", group)
                .put("version", version)
                .put("kind", kind);
    }
}
