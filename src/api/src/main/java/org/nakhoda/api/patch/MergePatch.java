package org.nakhoda.api.patch;

import java.util.Map;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Merge Patch (RFC 7386): objects are merged, null removes a field, everything else replaces. */
public final class MergePatch implements Patch {
    public static final String MEDIA_TYPE = "application/merge-patch+json";

    private final JsonNode patch;

    public MergePatch(JsonNode patch) {
        this.patch = patch.deepCopy();
    }

    @Override
    public JsonNode apply(JsonNode document) {
        return merge(document, patch);
    }

    private static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode)) {
            return patch.deepCopy();
        }
        ObjectNode merged = Json.object();
        if (target instanceof ObjectNode) {
            for (Map.Entry<String, JsonNode> field : target.properties()) {
                if (!patch.has(field.getKey())) {
                    merged.set(field.getKey(), field.getValue().deepCopy());
                } else if (!patch.get(field.getKey()).isNull()) {
                    merged.set(field.getKey(), merge(field.getValue(), patch.get(field.getKey())));
                }
            }
        }
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (!merged.has(field.getKey()) && !field.getValue().isNull()) {
                merged.set(field.getKey(), merge(null, field.getValue()));
            }
        }
        return merged;
    }
}
