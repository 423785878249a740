package org.nakhoda.api.patch;

import java.util.Map;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a strategic merge patch leaves where there was nothing to patch: its values without directives and without nulls. */
final class Directives {
    private Directives() {}

    static JsonNode dropped(JsonNode patch) {
        if (patch instanceof ObjectNode object) {
            return dropped(object);
        }
        if (patch instanceof ArrayNode array) {
            ArrayNode kept = Json.array();
            for (JsonNode element : array) {
                if (!isOnlyDirective(element)) {
                    kept.add(dropped(element));
                }
            }
            return kept;
        }
        return patch;
    }

    static ObjectNode dropped(ObjectNode patch) {
        ObjectNode kept = Json.object();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (!isDirective(field.getKey()) && !field.getValue().isNull()) {
                kept.set(field.getKey(), dropped(field.getValue()));
            }
        }
        return kept;
    }

    private static boolean isDirective(String name) {
        return name.equals(StrategicMergePatch.DIRECTIVE)
                || name.equals(StrategicMergePatch.RETAIN_KEYS)
                || name.startsWith(StrategicMergePatch.ELEMENT_ORDER)
                || name.startsWith(StrategicMergePatch.DELETE_FROM_LIST);
    }

    /** {@code {$patch: replace}} and {@code {$patch: delete, name: x}} speak of the list; they are no elements. */
    private static boolean isOnlyDirective(JsonNode element) {
        JsonNode directive = element.path(StrategicMergePatch.DIRECTIVE);
        return directive.isString() && (directive.stringValue().equals("delete") || (element.size() == 1));
    }
}
