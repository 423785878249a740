package org.nakhoda.api.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A field of a definition, or the element of a field's list or map. What the field refers to is looked up when it is
 * asked for; the description and the merge facts belong to the field.
 */
final class FieldSchema implements Schema {
    private final String owner;
    private final String field;
    private final Type type;
    private final String format;
    private final String reference;
    private final Schema items;
    private final Schema values;
    private final MergeFacts.Fact merge;
    private final String mapType;
    private final JsonNode defaultValue;
    private final boolean omitsZero;
    private volatile Schema target;

    private FieldSchema(
            String owner,
            String field,
            Type type,
            String format,
            String reference,
            Schema items,
            Schema values,
            boolean omitsZero) {
        this.owner = owner;
        this.field = field;
        this.type = type;
        this.format = format;
        this.reference = reference;
        this.items = items;
        this.values = values;
        this.merge = field.isEmpty() ? MergeFacts.NONE : MergeFacts.of(owner, field);
        this.mapType = StructureFacts.isAtomic(owner, field) ? "atomic" : null;
        this.defaultValue = StructureFacts.defaultOf(owner, field);
        this.omitsZero = omitsZero;
    }

    static FieldSchema of(String owner, String field, String notation, boolean omitsZero) {
        if (notation.startsWith("[]")) {
            Schema items = of(owner, "", notation.substring(2), false);
            return new FieldSchema(owner, field, Type.ARRAY, null, null, items, null, omitsZero);
        }
        if (notation.startsWith("{}")) {
            Schema values = of(owner, "", notation.substring(2), false);
            return new FieldSchema(owner, field, Type.OBJECT, null, null, null, values, omitsZero);
        }
        if (notation.startsWith("#")) {
            return new FieldSchema(owner, field, Type.OBJECT, null, notation.substring(1), null, null, omitsZero);
        }
        Type type =
                switch (notation) {
                    case "string", "date-time", "byte", "quantity" -> Type.STRING;
                    case "boolean" -> Type.BOOLEAN;
                    case "int32", "int64" -> Type.INTEGER;
                    case "double" -> Type.NUMBER;
                    case "int-or-string" -> Type.INT_OR_STRING;
                    case "any" -> Type.ANY;
                    default ->
                        throw new IllegalStateException(owner + "." + field + " has an unknown notation " + notation);
                };
        boolean plain = type == Type.BOOLEAN || type == Type.ANY || notation.equals("string");
        return new FieldSchema(owner, field, type, plain ? null : notation, null, null, null, omitsZero);
    }

    private Schema target() {
        Schema known = target;
        if (known == null) {
            known = BuiltinSchemas.of(reference);
            target = known;
        }
        return known;
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public String name() {
        return reference;
    }

    @Override
    public String description() {
        String own = field.isEmpty() ? "" : BuiltinSchemas.description(owner, field);
        return own.isEmpty() && reference != null ? target().description() : own;
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public Map<String, Schema> properties() {
        return reference == null ? Map.of() : target().properties();
    }

    @Override
    public Set<String> required() {
        return reference == null ? Set.of() : target().required();
    }

    @Override
    public Schema values() {
        return values;
    }

    @Override
    public Schema items() {
        return items;
    }

    @Override
    public String listType() {
        return merge.listType();
    }

    @Override
    public List<String> listMapKeys() {
        return merge.listMapKeys();
    }

    @Override
    public String mapType() {
        return reference == null ? mapType : target().mapType();
    }

    @Override
    public JsonNode defaultValue() {
        return defaultValue;
    }

    @Override
    public boolean omitsZero() {
        return omitsZero;
    }

    @Override
    public String patchStrategy() {
        return merge.patchStrategy();
    }

    @Override
    public String patchMergeKey() {
        return merge.patchMergeKey();
    }

    @Override
    public String toString() {
        return owner + "." + field;
    }
}
