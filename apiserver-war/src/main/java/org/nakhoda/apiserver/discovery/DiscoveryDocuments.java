package org.nakhoda.apiserver.discovery;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Subresource;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Discovery as every client knows it: APIVersions, APIGroupList, APIGroup, APIResourceList. */
final class DiscoveryDocuments {
    private DiscoveryDocuments() {}

    /** {@code /api}. */
    static ObjectNode versions(Collection<String> versions, String serverAddress) {
        ObjectNode root = Json.object().put("kind", "APIVersions");
        versions.forEach(root.putArray("versions")::add);
        root.putArray("serverAddressByClientCIDRs")
                .addObject()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", serverAddress);
        return root;
    }

    /** {@code /apis}. */
    static ObjectNode groups(Map<String, Map<String, ServedGroups.Version>> groups) {
        ObjectNode root = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode list = root.putArray("groups");
        groups.forEach((group, versions) -> {
            if (!group.isEmpty()) {
                describe(list.addObject(), group, versions.keySet());
            }
        });
        return root;
    }

    /** {@code /apis/GROUP}. */
    static ObjectNode group(String group, Collection<String> versions) {
        return describe(Json.object().put("kind", "APIGroup").put("apiVersion", "v1"), group, versions);
    }

    private static ObjectNode describe(ObjectNode node, String group, Collection<String> versions) {
        node.put("name", group);
        ArrayNode list = node.putArray("versions");
        versions.forEach(version -> groupVersion(list.addObject(), group, version));
        groupVersion(
                node.putObject("preferredVersion"), group, versions.iterator().next());
        return node;
    }

    private static void groupVersion(ObjectNode node, String group, String version) {
        node.put("groupVersion", GroupVersions.name(group, version)).put("version", version);
    }

    /** {@code /api/v1} and {@code /apis/GROUP/VERSION}. */
    static ObjectNode resources(String group, String version, List<ResourceType> types) {
        ObjectNode root = Json.object().put("kind", "APIResourceList");
        if (!group.isEmpty()) {
            root.put("apiVersion", "v1");
        }
        root.put("groupVersion", GroupVersions.name(group, version));
        ArrayNode list = root.putArray("resources");
        for (ResourceType type : types) {
            resource(list.addObject(), type);
            type.subresources().stream()
                    .sorted()
                    .forEach(name -> subresource(list.addObject(), type, Subresource.of(type, name)));
        }
        return root;
    }

    private static void resource(ObjectNode node, ResourceType type) {
        node.put("name", type.resource().resource())
                .put("singularName", type.singular())
                .put("namespaced", type.namespaced())
                .put("kind", type.kind());
        texts(node, "verbs", type.verbs());
        if (!type.shortNames().isEmpty()) {
            texts(node, "shortNames", type.shortNames());
        }
        if (!type.categories().isEmpty()) {
            texts(node, "categories", type.categories());
        }
    }

    private static void subresource(ObjectNode node, ResourceType parent, Subresource sub) {
        node.put("name", parent.resource().resource() + "/" + sub.name())
                .put("singularName", "")
                .put("namespaced", parent.namespaced());
        if (!sub.group().equals(parent.group()) || !sub.version().equals(parent.version())) {
            node.put("group", sub.group()).put("version", sub.version());
        }
        node.put("kind", sub.kind());
        texts(node, "verbs", sub.verbs());
    }

    static void texts(ObjectNode node, String field, List<String> values) {
        values.forEach(node.putArray(field)::add);
    }
}
