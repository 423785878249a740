package org.nakhoda.api.apiextensions;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares an object with the {@code openAPIV3Schema} of its kind, keyword by keyword, and names every field at fault. */
final class StructuralValidation {
    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private final FieldErrors errors;

    StructuralValidation(FieldErrors errors) {
        this.errors = errors;
    }

    /** @throws com.google.re2j.PatternSyntaxException if it is none in RE2's syntax, which Kubernetes takes */
    static Pattern pattern(String text) {
        return PATTERNS.computeIfAbsent(text, Pattern::compile);
    }

    void value(JsonNode schema, JsonNode value, FieldPath path) {
        if (value.isNull()) {
            if (!Tree.flag(schema, "nullable") && !Tree.text(schema, "type").isEmpty()) {
                typeFault(path, value, Tree.text(schema, "type"));
            }
            return;
        }
        if (!typed(schema, value, path)) {
            return;
        }
        enumerated(schema, value, path);
        if (value.isNumber()) {
            number(schema, value, path);
        } else if (value.isString()) {
            text(schema, value, path);
        } else if (value.isArray()) {
            list(schema, value, path);
        } else if (value instanceof ObjectNode object) {
            object(schema, object, path);
        }
        combined(schema, value, path);
    }

    private boolean typed(JsonNode schema, JsonNode value, FieldPath path) {
        if (Tree.flag(schema, "x-kubernetes-int-or-string")) {
            if (value.isIntegralNumber() || value.isString()) {
                return true;
            }
            typeFault(path, value, "integer,string");
            return false;
        }
        String type = Tree.text(schema, "type");
        boolean fits =
                switch (type) {
                    case "object" -> value.isObject();
                    case "array" -> value.isArray();
                    case "string" -> value.isString();
                    case "integer" -> value.isIntegralNumber() || isWhole(value);
                    case "number" -> value.isNumber();
                    case "boolean" -> value.isBoolean();
                    default -> true;
                };
        if (!fits) {
            typeFault(path, value, type);
        }
        return fits;
    }

    private static boolean isWhole(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    private void typeFault(FieldPath path, JsonNode value, String type) {
        String found = value.isNull()
                ? "null"
                : value.isObject()
                        ? "object"
                        : value.isArray()
                                ? "array"
                                : value.isString()
                                        ? "string"
                                        : value.isBoolean()
                                                ? "boolean"
                                                : value.isIntegralNumber() ? "integer" : "number";
        errors.typeInvalid(path.toString(), value, path + " in body must be of type " + type + ": \"" + found + "\"");
    }

    private void enumerated(JsonNode schema, JsonNode value, FieldPath path) {
        JsonNode allowed = schema.path("enum");
        if (allowed.isEmpty()) {
            return;
        }
        List<String> shown = new ArrayList<>();
        for (JsonNode one : allowed) {
            if (one.equals(value)) {
                return;
            }
            shown.add(Tree.scalar(one));
        }
        errors.notSupported(path, value, shown);
    }

    private void number(JsonNode schema, JsonNode value, FieldPath path) {
        BigDecimal number = value.decimalValue();
        bound(schema, "minimum", "exclusiveMinimum", number, path, value, "greater", 1);
        bound(schema, "maximum", "exclusiveMaximum", number, path, value, "less", -1);
        JsonNode factor = schema.path("multipleOf");
        if (factor.isNumber()
                && factor.decimalValue().signum() != 0
                && number.remainder(factor.decimalValue()).signum() != 0) {
            errors.invalid(path, value, path + " in body should be a multiple of " + factor.asString());
        }
        String format = Tree.text(schema, "format");
        if (format.equals("int32") && !value.canConvertToInt() || format.equals("int64") && !value.canConvertToLong()) {
            errors.invalid(path, value, path + " in body must be of type " + format + ": \"" + value.asString() + "\"");
        }
    }

    private void bound(
            JsonNode schema,
            String field,
            String exclusive,
            BigDecimal number,
            FieldPath path,
            JsonNode value,
            String word,
            int wanted) {
        JsonNode limit = schema.path(field);
        if (!limit.isNumber()) {
            return;
        }
        int order = number.compareTo(limit.decimalValue()) * wanted;
        boolean open = Tree.flag(schema, exclusive);
        if (order < 0 || open && order == 0) {
            errors.invalid(
                    path,
                    value,
                    path + " in body should be " + word + " than " + (open ? "" : "or equal to ") + limit.asString());
        }
    }

    private void text(JsonNode schema, JsonNode value, FieldPath path) {
        String text = value.asString();
        long length = text.codePointCount(0, text.length());
        if (schema.path("maxLength").isNumber()
                && length > schema.path("maxLength").asLong()) {
            errors.tooLong(path, (int) schema.path("maxLength").asLong());
        }
        if (schema.path("minLength").isNumber()
                && length < schema.path("minLength").asLong()) {
            errors.invalid(
                    path,
                    value,
                    path + " in body should be at least "
                            + schema.path("minLength").asString() + " chars long");
        }
        String pattern = Tree.text(schema, "pattern");
        if (!pattern.isEmpty() && !pattern(pattern).matcher(text).find()) {
            errors.invalid(path, value, path + " in body should match '" + pattern + "'");
        }
        String format = Tree.text(schema, "format");
        if (!format.isEmpty() && !formatted(format, text)) {
            errors.invalid(path, value, path + " in body must be of type " + format + ": \"" + text + "\"");
        }
    }

    private static boolean formatted(String format, String text) {
        try {
            switch (format) {
                case "date-time" -> OffsetDateTime.parse(text);
                case "date" -> LocalDate.parse(text);
                case "byte" -> Base64.getMimeDecoder().decode(text);
                case "uri" -> {
                    return new URI(text).isAbsolute();
                }
                case "uuid" -> {
                    return text.matches("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
                }
                case "ipv4" -> {
                    return text.matches("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
                }
                case "email" -> {
                    return text.indexOf('@') > 0 && !text.endsWith("@");
                }
                default -> {
                    return true;
                }
            }
            return true;
        } catch (DateTimeParseException | URISyntaxException | IllegalArgumentException e) {
            return false;
        }
    }

    private void list(JsonNode schema, JsonNode list, FieldPath path) {
        size(schema, "minItems", "maxItems", list.size(), path, list, "items");
        JsonNode items = schema.path("items");
        String kind = Tree.text(schema, "x-kubernetes-list-type");
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            if (items.isObject()) {
                value(items, item, path.index(i));
            }
            Object identity = kind.equals("set") ? item : kind.equals("map") ? keys(schema, item) : null;
            if (identity != null && !seen.add(identity)) {
                errors.duplicate(path.index(i), identity instanceof JsonNode node ? node : item);
            }
        }
    }

    private static List<JsonNode> keys(JsonNode schema, JsonNode item) {
        List<JsonNode> keys = new ArrayList<>();
        for (JsonNode key : schema.path("x-kubernetes-list-map-keys")) {
            keys.add(item.path(key.asString("")));
        }
        return keys;
    }

    private void size(
            JsonNode schema, String least, String most, int size, FieldPath path, JsonNode value, String what) {
        if (schema.path(most).isNumber() && size > schema.path(most).asLong()) {
            errors.tooMany(path, size, (int) schema.path(most).asLong());
        }
        if (schema.path(least).isNumber() && size < schema.path(least).asLong()) {
            errors.invalid(
                    path,
                    value,
                    path + " in body should have at least " + schema.path(least).asString() + " " + what);
        }
    }

    private void object(JsonNode schema, ObjectNode object, FieldPath path) {
        size(schema, "minProperties", "maxProperties", object.size(), path, object, "properties");
        for (JsonNode name : schema.path("required")) {
            if (!object.has(name.asString(""))) {
                errors.required(path.child(name.asString("")), "");
            }
        }
        JsonNode properties = schema.path("properties");
        JsonNode additional = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode known = properties.path(field.getKey());
            if (known.isObject()) {
                value(known, field.getValue(), path.child(field.getKey()));
            } else if (additional.isObject()) {
                value(additional, field.getValue(), path.key(field.getKey()));
            }
        }
    }

    private void combined(JsonNode schema, JsonNode value, FieldPath path) {
        for (JsonNode each : schema.path("allOf")) {
            value(each, value, path);
        }
        if (schema.path("anyOf").size() > 0 && matching(schema.path("anyOf"), value, path) == 0) {
            errors.invalid(path, value, path + " in body must validate at least one schema (anyOf)");
        }
        if (schema.path("oneOf").size() > 0 && matching(schema.path("oneOf"), value, path) != 1) {
            errors.invalid(path, value, path + " in body must validate one and only one schema (oneOf)");
        }
        if (schema.path("not").isObject() && fits(schema.path("not"), value, path)) {
            errors.invalid(path, value, path + " in body must not validate the schema (not)");
        }
    }

    private static int matching(JsonNode schemas, JsonNode value, FieldPath path) {
        int matching = 0;
        for (JsonNode schema : schemas) {
            matching += fits(schema, value, path) ? 1 : 0;
        }
        return matching;
    }

    private static boolean fits(JsonNode schema, JsonNode value, FieldPath path) {
        FieldErrors found = new FieldErrors();
        new StructuralValidation(found).value(schema, value, path);
        return found.isEmpty();
    }
}
