package org.nakhoda.api.apiextensions;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Compares an object with the {@code openAPIV3Schema} of its kind, keyword by keyword, and names every field at fault. What an
 * update leaves as it was is not at fault.
 */
final class StructuralValidation {
    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private final FieldErrors errors;
    private final Junctors junctors;

    StructuralValidation(FieldErrors errors) {
        this.errors = errors;
        this.junctors = new Junctors(errors);
    }

    /** @throws com.google.re2j.PatternSyntaxException if it is none in RE2's syntax, which Kubernetes takes */
    static Pattern pattern(String text) {
        return PATTERNS.computeIfAbsent(text, Pattern::compile);
    }

    /** An object that is new. */
    static void judge(JsonNode schema, JsonNode object, FieldErrors errors) {
        new StructuralValidation(errors).value(schema, object, FieldPath.ROOT, Correlation.NONE);
        ListTypes.judge(schema, object, FieldPath.ROOT, errors);
    }

    /** Old and new are only compared where there is something to forgive. */
    static void judge(JsonNode schema, JsonNode object, JsonNode old, FieldErrors errors) {
        FieldErrors found = new FieldErrors();
        judge(schema, object, found);
        if (found.isEmpty()) {
            return;
        }
        new StructuralValidation(errors).value(schema, object, FieldPath.ROOT, Correlation.of(schema, object, old));
        FieldErrors before = new FieldErrors();
        ListTypes.judge(schema, old, FieldPath.ROOT, before);
        if (before.isEmpty()) {
            ListTypes.judge(schema, object, FieldPath.ROOT, errors);
        }
    }

    void value(JsonNode schema, JsonNode value, FieldPath path) {
        value(schema, value, path, Correlation.NONE);
    }

    private void value(JsonNode schema, JsonNode value, FieldPath path, Correlation before) {
        if (before != Correlation.NONE && before.unchanged()) {
            return;
        }
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
            list(schema, value, path, before);
        } else if (value instanceof ObjectNode object) {
            object(schema, object, path, before);
        }
        junctors.judge(schema, value, path);
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

    /** The fault shows what was found instead of the value. */
    private void typeFault(FieldPath path, JsonNode value, String type) {
        String found = value.isNumber()
                ? value.isIntegralNumber() ? "integer" : "number"
                : value.isObject()
                        ? "object"
                        : value.isArray()
                                ? "array"
                                : value.isString() ? "string" : value.isBoolean() ? "boolean" : "null";
        errors.typeInvalid(
                place(path),
                StringNode.valueOf(found),
                path + " in body must be of type " + type + ": \"" + found + "\"");
    }

    /** Kubernetes has no name for the whole object. */
    static String place(FieldPath path) {
        return path == FieldPath.ROOT ? "<nil>" : path.toString();
    }

    private void enumerated(JsonNode schema, JsonNode value, FieldPath path) {
        JsonNode allowed = schema.path("enum");
        if (allowed.isEmpty()) {
            return;
        }
        List<String> shown = new ArrayList<>();
        for (JsonNode one : allowed) {
            if (one.equals(value)
                    || one.isNumber() && value.isNumber() && one.decimalValue().compareTo(value.decimalValue()) == 0) {
                return;
            }
            shown.add(Tree.scalar(one));
        }
        errors.notSupported(path, value, shown);
    }

    private void number(JsonNode schema, JsonNode value, FieldPath path) {
        BigDecimal number = value.decimalValue();
        String format = Tree.text(schema, "format");
        String type = Tree.text(schema, "type");
        if (type.equals("integer")
                && (format.equals("int32") && !value.canConvertToInt()
                        || format.equals("int64") && !value.canConvertToLong())) {
            errors.invalid(
                    place(FieldPath.ROOT),
                    "",
                    "Checked value must be of type integer with format " + format + " in " + path);
        }
        bound(schema, "minimum", "exclusiveMinimum", number, path, value, "greater", 1);
        bound(schema, "maximum", "exclusiveMaximum", number, path, value, "less", -1);
        JsonNode factor = schema.path("multipleOf");
        if (factor.isNumber()
                && factor.decimalValue().signum() != 0
                && number.remainder(factor.decimalValue()).signum() != 0) {
            errors.invalid(path, value, path + " in body should be a multiple of " + factor.asString());
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
        if (!format.isEmpty() && !TextFormats.fits(format, text)) {
            errors.typeInvalid(
                    path.toString(), value, path + " in body must be of type " + format + ": \"" + text + "\"");
        }
    }

    private void list(JsonNode schema, JsonNode list, FieldPath path, Correlation before) {
        size(schema, "minItems", "maxItems", list.size(), path, list, "items");
        JsonNode items = schema.path("items");
        for (int i = 0; items.isObject() && i < list.size(); i++) {
            value(items, list.get(i), path.index(i), before.item(i));
        }
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

    private void object(JsonNode schema, ObjectNode object, FieldPath path, Correlation before) {
        size(schema, "minProperties", "maxProperties", object.size(), path, object, "properties");
        for (JsonNode name : schema.path("required")) {
            if (!object.has(name.asString(""))) {
                errors.required(path.child(name.asString("")), "");
            }
        }
        if (Tree.flag(schema, "x-kubernetes-embedded-resource")) {
            EmbeddedResources.judge(object, path, errors);
        }
        JsonNode properties = schema.path("properties");
        JsonNode additional = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode known = properties.path(field.getKey());
            JsonNode declared = known.isObject() ? known : additional;
            if (declared.isObject()) {
                value(declared, field.getValue(), path.child(field.getKey()), before.field(field.getKey()));
            }
        }
    }
}
