package org.nakhoda.apiserver.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;

/**
 * The types that expressions see of values with a structural schema. What a schema does not describe, expressions cannot see:
 * fields that are kept though they are unknown, values without a type, and fields that no expression can name.
 */
@SuppressWarnings("Immutable") // nothing changes once the constructor is done
final class DeclaredTypes implements CelTypeProvider {
    private final Map<String, StructType> structs = new HashMap<>();
    private final CelType root;

    /** @param resource whether the value has kind, apiVersion and metadata, which its schema does not state */
    DeclaredTypes(JsonNode schema, boolean resource) {
        this.root = type(schema, "Object", resource);
    }

    /** The type of {@code self}; null if expressions cannot see the value. */
    CelType root() {
        return root;
    }

    private CelType type(JsonNode schema, String name, boolean resource) {
        if (Tree.flag(schema, "x-kubernetes-int-or-string")) {
            return SimpleType.DYN;
        }
        return switch (Tree.text(schema, "type")) {
            case "boolean" -> SimpleType.BOOL;
            case "integer" -> SimpleType.INT;
            case "number" -> SimpleType.DOUBLE;
            case "string" -> text(Tree.text(schema, "format"));
            case "array" -> {
                CelType items = type(schema.path("items"), name + ".@idx", false);
                yield items == null ? null : ListType.create(items);
            }
            case "object" -> object(schema, name, resource || Tree.flag(schema, "x-kubernetes-embedded-resource"));
            default -> null;
        };
    }

    private static CelType text(String format) {
        return switch (format) {
            case "byte" -> SimpleType.BYTES;
            case "duration" -> SimpleType.DURATION;
            case "date", "date-time" -> SimpleType.TIMESTAMP;
            default -> SimpleType.STRING;
        };
    }

    private CelType object(JsonNode schema, String name, boolean resource) {
        JsonNode additional = schema.path("additionalProperties");
        if (additional.isObject()) {
            CelType values = type(additional, name + ".@elem", false);
            return values == null ? null : MapType.create(SimpleType.STRING, values);
        }
        Map<String, CelType> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            CelType type = type(property.getValue(), name + "." + property.getKey(), false);
            if (type != null) {
                Identifiers.escaped(property.getKey()).ifPresent(id -> fields.put(id, type));
            }
        }
        if (resource) {
            fields.put("apiVersion", SimpleType.STRING);
            fields.put("kind", SimpleType.STRING);
            fields.put("metadata", metadata(name + ".metadata"));
        }
        return struct(name, fields);
    }

    /** Rules may look at the names of an object and at nothing else of its metadata. */
    private CelType metadata(String name) {
        return struct(name, Map.of("name", SimpleType.STRING, "generateName", SimpleType.STRING));
    }

    private StructType struct(String name, Map<String, CelType> fields) {
        StructType struct = StructType.create(
                name, ImmutableSet.copyOf(fields.keySet()), field -> Optional.ofNullable(fields.get(field)));
        structs.put(name, struct);
        return struct;
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(structs.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(structs.get(name));
    }
}
