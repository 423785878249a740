package org.nakhoda.api.schema;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.nakhoda.api.quantity.InvalidQuantityException;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How an object compares with its schema: what decoding into Kubernetes' types would have found. Checking also does
 * what decoding does: fields that the schema does not know are removed and listed, nulls count as absent, and so do zeros
 * and empty lists where Kubernetes does not tell them from an absent field. Required fields are not looked at; validation
 * names those.
 *
 * @param unknownFields paths of the removed fields; refused, warned of or ignored as {@code fieldValidation} says
 * @param faults values of the wrong type: the object cannot be read, whatever {@code fieldValidation} says (400)
 */
public record Conformance(List<String> unknownFields, List<Fault> faults) {
    private static final String QUANTITY = "quantity";

    /** A value that is not what the schema says. */
    public record Fault(String field, String message) {
        @Override
        public String toString() {
            return field + ": " + message;
        }
    }

    /** Compares and cleans {@code object} in place. */
    public static Conformance check(Schema schema, ObjectNode object) {
        return check(schema, object, true);
    }

    /** The same for a part of an object that its manager applies: what is empty there is still what the manager set. */
    public static Conformance checkApplied(Schema schema, ObjectNode configuration) {
        return check(schema, configuration, false);
    }

    private static Conformance check(Schema schema, ObjectNode object, boolean omitZeros) {
        Walk walk = new Walk(omitZeros);
        walk.object(schema, object, FieldPath.ROOT);
        return new Conformance(
                walk.unknown == null ? List.of() : walk.unknown, walk.faults == null ? List.of() : walk.faults);
    }

    public boolean readable() {
        return faults.isEmpty();
    }

    /** The body of Kubernetes' message for strict field validation: {@code unknown field "spec.x", unknown field ...}. */
    public String unknownFieldsMessage() {
        return unknownFields.stream().map(f -> "unknown field \"" + f + "\"").collect(Collectors.joining(", "));
    }

    public String faultsMessage() {
        return faults.stream().map(Fault::toString).collect(Collectors.joining("; "));
    }

    private static final class Walk {
        private final boolean omitZeros;
        private List<String> unknown;
        private List<Fault> faults;

        Walk(boolean omitZeros) {
            this.omitZeros = omitZeros;
        }

        void object(Schema schema, ObjectNode object, FieldPath path) {
            Map<String, Schema> known = schema.properties();
            Iterator<Map.Entry<String, JsonNode>> entries = object.properties().iterator();
            while (entries.hasNext()) {
                Map.Entry<String, JsonNode> entry = entries.next();
                String field = entry.getKey();
                Schema of = known.get(field);
                if (of == null) {
                    if (schema.keepsUnknown()) {
                        continue;
                    }
                    if (unknown == null) {
                        unknown = new ArrayList<>(2);
                    }
                    unknown.add(path.child(field).toString());
                    entries.remove();
                } else if (entry.getValue().isNull()) {
                    if (!of.nullable()) {
                        entries.remove();
                    }
                } else if (omitZeros && of.omitsZero() && isZero(of, entry.getValue())) {
                    entries.remove();
                } else if (of.judgedWhenRead() && QUANTITY.equals(of.format())) {
                    quantity(entry, path, field);
                } else {
                    value(of, entry.getValue(), path, field);
                }
            }
        }

        /** Amounts are kept in their canonical notation, whatever the client wrote. */
        private void quantity(Map.Entry<String, JsonNode> entry, FieldPath parent, String field) {
            JsonNode value = entry.getValue();
            try {
                if (value.isString() || value.isNumber()) {
                    String text = value.asString();
                    String canonical = Quantity.parse(text).toString();
                    if (!value.isString() || !canonical.equals(text)) {
                        entry.setValue(JsonNodeFactory.instance.stringNode(canonical));
                    }
                    return;
                }
            } catch (InvalidQuantityException e) {
                fault(parent.child(field), "a quantity (" + e.getMessage() + ")", value);
                return;
            }
            fault(parent.child(field), "a quantity such as 100m or 1Gi", value);
        }

        /** Structures get a path of their own; for scalars it is only made when there is a fault. */
        private void value(Schema schema, JsonNode value, FieldPath parent, String field) {
            switch (schema.type()) {
                case OBJECT -> {
                    if (!value.isObject()) {
                        unfit(schema, parent.child(field), schema.values() == null ? "an object" : "a map", value);
                    } else if (schema.values() != null) {
                        map(schema.values(), (ObjectNode) value, parent.child(field));
                    } else {
                        object(schema, (ObjectNode) value, parent.child(field));
                    }
                }
                case ARRAY -> {
                    if (value.isArray()) {
                        array(schema.items(), (ArrayNode) value, parent.child(field));
                    } else {
                        unfit(schema, parent.child(field), "a list", value);
                    }
                }
                case ANY -> {}
                default -> {
                    String expected = schema.judgedWhenRead() ? scalarFault(schema, value) : null;
                    if (expected != null) {
                        fault(parent.child(field), expected, value);
                    }
                }
            }
        }

        private void map(Schema values, ObjectNode map, FieldPath path) {
            for (Map.Entry<String, JsonNode> entry : map.properties()) {
                if (entry.getValue().isNull()) {
                    if (values.judgedWhenRead()) {
                        entry.setValue(zero(values));
                    }
                } else if (values.judgedWhenRead() && QUANTITY.equals(values.format())) {
                    quantity(entry, path, entry.getKey());
                } else {
                    value(values, entry.getValue(), path, entry.getKey());
                }
            }
        }

        private void array(Schema items, ArrayNode array, FieldPath path) {
            if (items == null) {
                return;
            }
            for (int i = 0; i < array.size(); i++) {
                JsonNode item = array.get(i);
                if (item.isNull()) {
                    if (items.judgedWhenRead()) {
                        array.set(i, zero(items));
                    }
                } else if (items.type() == Schema.Type.OBJECT && items.values() == null && item.isObject()) {
                    object(items, (ObjectNode) item, path.index(i));
                } else {
                    element(items, item, path.index(i));
                }
            }
        }

        private void element(Schema items, JsonNode item, FieldPath path) {
            switch (items.type()) {
                case OBJECT -> {
                    if (items.values() != null && item.isObject()) {
                        map(items.values(), (ObjectNode) item, path);
                    } else {
                        unfit(items, path, "an object", item);
                    }
                }
                case ARRAY -> {
                    if (item.isArray()) {
                        array(items.items(), (ArrayNode) item, path);
                    } else {
                        unfit(items, path, "a list", item);
                    }
                }
                case ANY -> {}
                default -> {
                    String expected = items.judgedWhenRead() ? scalarFault(items, item) : null;
                    if (expected != null) {
                        fault(path, expected, item);
                    }
                }
            }
        }

        private void unfit(Schema schema, FieldPath path, String expected, JsonNode value) {
            if (schema.judgedWhenRead()) {
                fault(path, expected, value);
            }
        }

        private void fault(FieldPath path, String expected, JsonNode value) {
            if (faults == null) {
                faults = new ArrayList<>(2);
            }
            String shown = value.isContainer() ? (value.isArray() ? "a list" : "an object") : value.toString();
            faults.add(new Fault(path.toString(), "expected " + expected + ", found " + shown));
        }
    }

    /** Whether a value of the schema's type is zero or empty; what is of another type is left to be named as a fault. */
    private static boolean isZero(Schema schema, JsonNode value) {
        return switch (schema.type()) {
            case STRING -> value.isString() && value.asString().isEmpty();
            case BOOLEAN -> value.isBoolean() && !value.asBoolean();
            case INTEGER -> value.isIntegralNumber() && value.asLong() == 0;
            case NUMBER -> value.isNumber() && value.asDouble() == 0;
            case ARRAY -> value.isArray() && value.isEmpty();
            case OBJECT -> value.isObject() && value.isEmpty();
            default -> false;
        };
    }

    /** What null stands for where it cannot be absent. */
    private static JsonNode zero(Schema schema) {
        return switch (schema.type()) {
            case OBJECT -> JsonNodeFactory.instance.objectNode();
            case ARRAY -> JsonNodeFactory.instance.arrayNode();
            case STRING -> JsonNodeFactory.instance.stringNode(QUANTITY.equals(schema.format()) ? "0" : "");
            case INTEGER, NUMBER, INT_OR_STRING -> JsonNodeFactory.instance.numberNode(0);
            case BOOLEAN -> JsonNodeFactory.instance.booleanNode(false);
            case ANY -> JsonNodeFactory.instance.nullNode();
        };
    }

    /** Null if the value fits, else what was expected. */
    private static String scalarFault(Schema schema, JsonNode value) {
        return switch (schema.type()) {
            case STRING -> stringFault(schema.format(), value);
            case BOOLEAN -> value.isBoolean() ? null : "a boolean";
            case INTEGER -> {
                boolean fits = value.isIntegralNumber()
                        && ("int32".equals(schema.format()) ? value.canConvertToInt() : value.canConvertToLong());
                yield fits ? null : "int32".equals(schema.format()) ? "a 32-bit integer" : "a 64-bit integer";
            }
            case NUMBER -> value.isNumber() ? null : "a number";
            case INT_OR_STRING ->
                value.isString() || value.isIntegralNumber() && value.canConvertToInt()
                        ? null
                        : "an integer or a string";
            default -> null;
        };
    }

    private static String stringFault(String format, JsonNode value) {
        if (format == null) {
            return value.isString() ? null : "a string";
        }
        return switch (format) {
            case "date-time" ->
                value.isString() && isTime(value.asString()) ? null : "a time such as 2006-01-02T15:04:05Z";
            case "byte" -> value.isString() && isBase64(value.asString()) ? null : "base64-encoded bytes";
            default -> value.isString() ? null : "a string";
        };
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getMimeDecoder().decode(text);
            return text.length() % 4 == 0 || text.indexOf('\n') >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
