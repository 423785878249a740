package org.nakhoda.api.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A named, shared object schema. Its fields are made when they are first looked at, which also ends recursion. */
final class Definition implements Schema {
    private final String name;
    private final ObjectNode packed;
    private volatile Fields fields;

    Definition(String name, ObjectNode packed) {
        this.name = name;
        this.packed = packed;
    }

    private Fields fields() {
        Fields known = fields;
        if (known == null) {
            known = Fields.unpack(name, packed);
            fields = known;
        }
        return known;
    }

    @Override
    public Type type() {
        return Type.OBJECT;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return BuiltinSchemas.description(name, "");
    }

    @Override
    public String format() {
        return null;
    }

    @Override
    public Map<String, Schema> properties() {
        return fields().properties;
    }

    @Override
    public Set<String> required() {
        return fields().required;
    }

    @Override
    public Schema values() {
        return null;
    }

    @Override
    public Schema items() {
        return null;
    }

    @Override
    public String listType() {
        return null;
    }

    @Override
    public List<String> listMapKeys() {
        return List.of();
    }

    @Override
    public String mapType() {
        return StructureFacts.isAtomic(name) ? "atomic" : null;
    }

    @Override
    public String patchStrategy() {
        return null;
    }

    @Override
    public String patchMergeKey() {
        return null;
    }

    @Override
    public String toString() {
        return name;
    }

    private record Fields(Map<String, Schema> properties, Set<String> required) {
        static Fields unpack(String name, ObjectNode packed) {
            Map<String, Schema> properties = new LinkedHashMap<>();
            Set<String> required = new LinkedHashSet<>();
            for (Map.Entry<String, JsonNode> entry : packed.properties()) {
                String notation = entry.getValue().asString();
                boolean omitsZero = notation.startsWith("?");
                if (notation.startsWith("!")) {
                    required.add(entry.getKey());
                }
                if (omitsZero || notation.startsWith("!")) {
                    notation = notation.substring(1);
                }
                properties.put(entry.getKey(), FieldSchema.of(name, entry.getKey(), notation, omitsZero));
            }
            return new Fields(Collections.unmodifiableMap(properties), Collections.unmodifiableSet(required));
        }
    }
}
