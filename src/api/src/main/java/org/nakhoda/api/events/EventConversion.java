package org.nakhoda.api.events;

import java.util.Map;
import org.nakhoda.api.catalogue.Conversion;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The two shapes of events. They are stored in the core group's; events.k8s.io names some fields otherwise and keeps
 * the older ones under {@code deprecated...} names.
 */
final class EventConversion implements Conversion {
    /** Core field to events.k8s.io field. */
    private static final Map<String, String> NEWER_NAMES = Map.of(
            "involvedObject", "regarding",
            "message", "note",
            "reportingComponent", "reportingController",
            "source", "deprecatedSource",
            "firstTimestamp", "deprecatedFirstTimestamp",
            "lastTimestamp", "deprecatedLastTimestamp",
            "count", "deprecatedCount");

    private static final Map<String, String> OLDER_NAMES = NEWER_NAMES.entrySet().stream()
            .collect(java.util.stream.Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    @Override
    public GroupResource storedAs() {
        return GroupResource.core("events");
    }

    @Override
    public ObjectNode fromStorage(ObjectNode stored) {
        return renamed(stored, NEWER_NAMES, "events.k8s.io/v1");
    }

    @Override
    public ObjectNode toStorage(ObjectNode object) {
        return renamed(object, OLDER_NAMES, "v1");
    }

    private static ObjectNode renamed(ObjectNode from, Map<String, String> names, String apiVersion) {
        ObjectNode to = Json.object();
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            to.set(
                    names.getOrDefault(field.getKey(), field.getKey()),
                    field.getValue().deepCopy());
        }
        return to.put("apiVersion", apiVersion);
    }
}
