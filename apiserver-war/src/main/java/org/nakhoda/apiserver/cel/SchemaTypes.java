package org.nakhoda.apiserver.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.schema.Schema;

/** The types of objects whose kinds have a schema. Types are made when they are first looked at; schemas may refer to themselves. */
@SuppressWarnings("Immutable") // one thread checks one policy
final class SchemaTypes {
    private final Map<String, StructType> structs = new HashMap<>();

    /** @param name of the type, if the schema has none */
    CelType ofObject(Schema schema, String name) {
        Map<String, Schema> properties = new LinkedHashMap<>(schema.properties());
        if (properties.containsKey("metadata")) {
            return struct(name, properties, Map.of());
        }
        return struct(
                name,
                properties,
                Map.of("apiVersion", SimpleType.STRING, "kind", SimpleType.STRING, "metadata", SimpleType.DYN));
    }

    Optional<CelType> find(String name) {
        return Optional.ofNullable(structs.get(name));
    }

    private CelType of(Schema schema, String name) {
        return switch (schema.type()) {
            case OBJECT -> object(schema, name);
            case ARRAY ->
                schema.items() == null
                        ? ListType.create(SimpleType.DYN)
                        : ListType.create(of(schema.items(), name + ".@idx"));
            case STRING -> text(schema.format() == null ? "" : schema.format());
            case INTEGER -> SimpleType.INT;
            case NUMBER -> SimpleType.DOUBLE;
            case BOOLEAN -> SimpleType.BOOL;
            case INT_OR_STRING, ANY -> SimpleType.DYN;
        };
    }

    private static CelType text(String format) {
        return switch (format) {
            case "date-time" -> SimpleType.TIMESTAMP;
            case "byte" -> SimpleType.BYTES;
            case "quantity" -> SimpleType.DYN;
            default -> SimpleType.STRING;
        };
    }

    private CelType object(Schema schema, String name) {
        if (schema.values() != null) {
            return MapType.create(SimpleType.STRING, of(schema.values(), name + ".@elem"));
        }
        if (schema.properties().isEmpty()) {
            return SimpleType.DYN;
        }
        String own = schema.name() == null ? name : schema.name();
        StructType known = structs.get(own);
        return known == null ? struct(own, schema.properties(), Map.of()) : known;
    }

    private StructType struct(String name, Map<String, Schema> properties, Map<String, CelType> further) {
        Map<String, Schema> fields = new LinkedHashMap<>();
        properties.forEach(
                (field, schema) -> Identifiers.escaped(field).ifPresent(identifier -> fields.put(identifier, schema)));
        ImmutableSet<String> names = ImmutableSet.<String>builder()
                .addAll(fields.keySet())
                .addAll(further.keySet())
                .build();
        StructType struct = StructType.create(name, names, field -> {
            Schema schema = fields.get(field);
            return schema == null
                    ? Optional.ofNullable(further.get(field))
                    : Optional.of(of(schema, name + "." + field));
        });
        structs.put(name, struct);
        return struct;
    }
}
