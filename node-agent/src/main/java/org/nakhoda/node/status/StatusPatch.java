package org.nakhoda.node.status;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The strategic merge patch from one status to another. It speaks only of what differs, so that conditions of others stay
 * as they are; and of the pod's uid, so that it never reaches another pod of the same name.
 */
final class StatusPatch {
    /** Lists that are merged by a key: what is not in the patch stays. */
    private static final Map<String, String> MERGED_BY = Map.of("conditions", "type", "podIPs", "ip", "hostIPs", "ip");

    private StatusPatch() {}

    /** @return empty if there is nothing to write */
    static Optional<ObjectNode> between(String uid, JsonNode before, JsonNode after) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("uid", uid);
        ObjectNode status = patch.putObject("status");
        for (Map.Entry<String, JsonNode> field : after.properties()) {
            JsonNode was = before.path(field.getKey());
            if (was.equals(field.getValue())) {
                continue;
            }
            String key = MERGED_BY.get(field.getKey());
            if (key == null) {
                status.set(field.getKey(), field.getValue());
            } else {
                ArrayNode changes =
                        merged(key, was, field.getValue(), !field.getKey().equals("conditions"));
                if (!changes.isEmpty()) {
                    status.set(field.getKey(), changes);
                }
            }
        }
        for (String gone : List.of("reason", "message")) {
            if (before.has(gone) && !after.has(gone)) {
                status.putNull(gone);
            }
        }
        return status.isEmpty() ? Optional.empty() : Optional.of(patch);
    }

    private static ArrayNode merged(String key, JsonNode before, JsonNode after, boolean removing) {
        Map<String, JsonNode> old = new HashMap<>();
        before.forEach(item -> old.put(item.path(key).asString(""), item));
        ArrayNode changes = Json.array();
        Set<String> kept = new HashSet<>();
        for (JsonNode item : after) {
            String name = item.path(key).asString("");
            kept.add(name);
            if (!item.equals(old.get(name))) {
                changes.add(withRemovals(item, old.get(name)));
            }
        }
        if (removing) {
            old.keySet().stream()
                    .filter(name -> !kept.contains(name))
                    .forEach(name -> changes.addObject().put("$patch", "delete").put(key, name));
        }
        return changes;
    }

    /** What an item no longer has must be taken away by name. */
    private static JsonNode withRemovals(JsonNode item, JsonNode before) {
        if (before == null || !item.isObject()) {
            return item;
        }
        ObjectNode result = ((ObjectNode) item).deepCopy();
        before.propertyNames().forEach(name -> {
            if (!item.has(name)) {
                result.putNull(name);
            }
        });
        return result;
    }
}
