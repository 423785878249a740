package org.nakhoda.api.fieldmanager;

import java.util.Iterator;
import java.util.Map;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes from an object what a manager applied before and does not apply any more, except what somebody manages still.
 * An element of a list stays only if the element itself is managed; a field that the schema declares stays as long as
 * anything in it is. Lists and maps that become empty go, too.
 */
final class Removal {
    private Removal() {}

    /**
     * @param object edited
     * @param last what the manager applied before
     * @param kept what is managed now, by whomever
     */
    static void from(Schema schema, ObjectNode object, FieldSet last, FieldSet kept) {
        fields(schema, object, last.json(), kept.json());
    }

    private static void fields(Schema schema, ObjectNode object, ObjectNode last, JsonNode kept) {
        for (Map.Entry<String, JsonNode> entry : last.properties()) {
            String name = PathElement.fieldName(entry.getKey());
            JsonNode value = name == null ? null : object.get(name);
            if (value == null) {
                continue;
            }
            boolean declared = Structure.isDeclared(schema, name);
            JsonNode keptBelow = kept == null ? null : kept.get(entry.getKey());
            if (goes(entry.getValue(), keptBelow, declared)
                    || emptied(Structure.field(schema, name), value, (ObjectNode) entry.getValue(), keptBelow)) {
                object.remove(name);
            }
        }
    }

    private static boolean goes(JsonNode last, JsonNode kept, boolean declared) {
        return (declared || FieldSet.isMember(last)) && (kept == null || !declared && !FieldSet.isMember(kept));
    }

    /** Removes below, and says whether this leaves nothing. */
    private static boolean emptied(Schema schema, JsonNode value, ObjectNode last, JsonNode kept) {
        Structure structure = Structure.of(schema, value);
        if (structure == Structure.LEAF || value.isEmpty()) {
            return false;
        }
        if (structure == Structure.FIELDS) {
            fields(schema, (ObjectNode) value, last, kept);
            return value.isEmpty();
        }
        for (Iterator<JsonNode> items = ((ArrayNode) value).iterator(); items.hasNext(); ) {
            JsonNode item = items.next();
            String element = structure.element(schema, item);
            if (!(last.get(element) instanceof ObjectNode lastBelow)) {
                continue;
            }
            JsonNode keptBelow = kept == null ? null : kept.get(element);
            if (goes(lastBelow, keptBelow, false)) {
                items.remove();
            } else {
                emptied(Structure.items(schema), item, lastBelow, keptBelow);
            }
        }
        return value.isEmpty();
    }
}
