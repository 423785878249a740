package org.nakhoda.db;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.store.Document;
import org.nakhoda.db.store.ObjectIndexer;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.Write;
import tools.jackson.databind.JsonNode;

/** Objects for tests. */
final class Samples {
    static final GroupResource CONFIG_MAPS = GroupResource.core("configmaps");
    static final GroupResource PODS = GroupResource.core("pods");
    static final GroupResource DEPLOYMENTS = new GroupResource("apps", "deployments");

    /** Reads what {@link #document} writes. */
    static final ObjectIndexer INDEXER = (key, json) -> {
        JsonNode metadata = Json.parse(json).path("metadata");
        return new ObjectIndexer.Indexed(
                metadata.path("uid").asString(),
                Map.of("app", metadata.path("labels").path("app").asString()),
                Map.of());
    };

    private Samples() {}

    static ResourceKey key(GroupResource resource, String namespace, String name) {
        return new ResourceKey(resource, namespace, name);
    }

    static ResourceKey key(String name) {
        return key(CONFIG_MAPS, "default", name);
    }

    static Document document(ResourceKey key, String data) {
        String uid = "uid-of-" + key.name();
        String before = "{\"metadata\":{\"name\":\"" + key.name() + "\",\"namespace\":\"" + key.namespace()
                + "\",\"uid\":\"" + uid + "\",\"labels\":{\"app\":\"" + key.name() + "\"},\"resourceVersion\":\"";
        String after = "\"},\"data\":" + Json.mapper().writeValueAsString(data) + "}";
        return new Document(
                uid,
                (before + after).getBytes(StandardCharsets.UTF_8),
                before.getBytes(StandardCharsets.UTF_8).length,
                Map.of("app", key.name()),
                Map.of());
    }

    static Write create(ResourceKey key, String data) {
        return new Write.Create(key, document(key, data));
    }

    static Write update(StoredObject current, String data) {
        return new Write.Update(current.key(), current.revision(), document(current.key(), data));
    }

    static Write delete(StoredObject current) {
        return new Write.Delete(current.key(), current.revision(), document(current.key(), data(current)));
    }

    static String data(StoredObject object) {
        return Json.parse(object.json()).path("data").asString();
    }
}
