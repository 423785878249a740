package org.nakhoda.api.fieldmanager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lays a part of an object over the whole of it as server-side apply does, without managers: how a mutating admission policy
 * changes an object. What could only be replaced as a whole may not be stated, since the values that it does not name
 * would be lost.
 */
public final class StructuralMerge {
    private StructuralMerge() {}

    /**
     * @param schema null if nothing is known
     * @param object edited
     * @throws InvalidConfigurationException naming what is atomic, or what a list states twice or without its keys
     */
    public static void into(Schema schema, ObjectNode object, ObjectNode part) {
        List<String> atomic = new ArrayList<>();
        atomic(schema, part, "", atomic);
        if (!atomic.isEmpty()) {
            throw new InvalidConfigurationException(
                    "may not mutate atomic arrays, maps or structs: " + String.join(", ", atomic));
        }
        AppliedFields.of(schema, part);
        ConfigurationMerge.into(schema, object, part);
    }

    private static void atomic(Schema schema, JsonNode value, String path, List<String> found) {
        if (value.isContainer() && Structure.of(schema, value) == Structure.LEAF) {
            found.add(path);
        } else if (value.isObject()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                atomic(Structure.field(schema, field.getKey()), field.getValue(), path + "." + field.getKey(), found);
            }
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                atomic(Structure.items(schema), value.get(i), path + "[" + i + "]", found);
            }
        }
    }
}
