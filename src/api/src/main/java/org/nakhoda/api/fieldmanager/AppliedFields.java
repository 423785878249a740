package org.nakhoda.api.fieldmanager;

import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields that a configuration states, which are those that its manager manages by applying it: scalars and what is
 * atomic, the entries of maps and the elements of lists as such, and objects only if they are empty.
 */
final class AppliedFields {
    private AppliedFields() {}

    /**
     * @throws InvalidConfigurationException if a list states an element twice or one without its keys
     */
    static FieldSet of(Schema schema, ObjectNode configuration) {
        return FieldSet.of(fields(schema, configuration, ""));
    }

    private static ObjectNode fields(Schema schema, ObjectNode value, String path) {
        ObjectNode fields = Json.object();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String name = field.getKey();
            ObjectNode below = below(Structure.field(schema, name), field.getValue(), path + "." + name);
            if (!Structure.isDeclared(schema, name)) {
                below = itself(below);
            }
            if (below != null) {
                fields.set(PathElement.field(name), below);
            }
        }
        return fields;
    }

    /** @return null if the value holds nothing that could be managed: a list without elements */
    private static ObjectNode below(Schema schema, JsonNode value, String path) {
        Structure structure = Structure.of(schema, value);
        return switch (structure) {
            case LEAF -> Json.object();
            case FIELDS -> fields(schema, (ObjectNode) value, path);
            case KEYED, SET -> {
                ObjectNode elements = Json.object();
                for (JsonNode item : value) {
                    String element = element(structure, schema, item, path);
                    String at = path + PathElement.shown(element);
                    if (elements.has(element)) {
                        throw new InvalidConfigurationException(
                                path, "duplicate entries for key " + PathElement.shown(element));
                    }
                    elements.set(element, itself(below(Structure.items(schema), item, at)));
                }
                yield elements.isEmpty() ? null : elements;
            }
        };
    }

    private static String element(Structure structure, Schema schema, JsonNode item, String path) {
        if (structure == Structure.KEYED
                && schema.listMapKeys().stream().allMatch(key -> PathElement.key(schema, item, key) == null)) {
            throw new InvalidConfigurationException(
                    path, "an element of the list states none of its keys: " + String.join(", ", schema.listMapKeys()));
        }
        return structure.element(schema, item);
    }

    /** The element itself is managed, too. */
    private static ObjectNode itself(ObjectNode below) {
        if (below == null) {
            return Json.object();
        }
        if (!below.isEmpty()) {
            below.set(FieldSet.SELF, Json.object());
        }
        return below;
    }
}
