package org.nakhoda.apiserver.admission;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** A kind in a version, as an object names its own. */
public record ObjectKind(String group, String version, String kind) {
    public static ObjectKind of(ResourceType type) {
        return new ObjectKind(type.group(), type.version(), type.kind());
    }

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    public ObjectNode json() {
        return Json.object().put("group", group).put("version", version).put("kind", kind);
    }

    /** As Kubernetes shows one in messages. */
    @Override
    public String toString() {
        return apiVersion() + ", Kind=" + kind;
    }
}
