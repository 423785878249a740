package org.nakhoda.api.apiextensions;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What one version of a definition offers besides its schema: printer columns, subresources, selectable fields. */
final class VersionValidation {
    private static final List<String> COLUMN_TYPES = List.of("integer", "number", "string", "boolean", "date");
    private static final List<String> COLUMN_FORMATS =
            List.of("int32", "int64", "float", "double", "byte", "date", "date-time", "password");
    private static final int MOST_SELECTABLE = 8;

    private VersionValidation() {}

    static void check(ObjectNode version, FieldPath path, FieldErrors errors) {
        columns(version, path, errors);
        scale(version, path, errors);
        selectable(version, path, errors);
    }

    private static void columns(JsonNode version, FieldPath path, FieldErrors errors) {
        int at = 0;
        for (ObjectNode column : Tree.objects(version, "additionalPrinterColumns")) {
            FieldPath here = path.child("additionalPrinterColumns").index(at++);
            Values.required(column, "name", here, errors);
            if (Values.required(column, "type", here, errors)) {
                oneOf(column, "type", COLUMN_TYPES, here, errors);
            }
            oneOf(column, "format", COLUMN_FORMATS, here, errors);
            if (Values.required(column, "jsonPath", here, errors)) {
                jsonPath(column, "jsonPath", here, errors);
            }
        }
    }

    private static void oneOf(JsonNode parent, String field, List<String> allowed, FieldPath path, FieldErrors errors) {
        String value = Tree.text(parent, field);
        if (!value.isEmpty() && !allowed.contains(value)) {
            errors.invalid(path.child(field), value, "must be one of " + String.join(",", allowed));
        }
    }

    private static void scale(JsonNode version, FieldPath path, FieldErrors errors) {
        JsonNode scale = version.path("subresources").path("scale");
        if (!scale.isObject()) {
            return;
        }
        FieldPath here = path.child("subresources").child("scale");
        scalePath(scale, "specReplicasPath", List.of(".spec."), "should be a json path under .spec", here, errors);
        scalePath(
                scale, "statusReplicasPath", List.of(".status."), "should be a json path under .status", here, errors);
        if (!Tree.text(scale, "labelSelectorPath").isEmpty()) {
            scalePath(
                    scale,
                    "labelSelectorPath",
                    List.of(".spec.", ".status."),
                    "should be a json path under either .spec or .status",
                    here,
                    errors);
        }
    }

    /** These paths lead through fields alone. */
    private static void scalePath(
            JsonNode scale, String field, List<String> under, String rule, FieldPath path, FieldErrors errors) {
        if (!Values.required(scale, field, path, errors)) {
            return;
        }
        String text = Tree.text(scale, field);
        if (under.stream().noneMatch(text::startsWith)) {
            errors.invalid(path.child(field), text, rule);
        } else if (text.indexOf('[') >= 0) {
            errors.invalid(path.child(field), text, "must be a simple json path without array notation");
        }
        jsonPath(scale, field, path, errors);
    }

    private static void jsonPath(JsonNode parent, String field, FieldPath path, FieldErrors errors) {
        try {
            PrinterPath.parse(Tree.text(parent, field));
        } catch (IllegalArgumentException e) {
            errors.invalid(path.child(field), parent.path(field), "is an invalid path: " + e.getMessage());
        }
    }

    private static void selectable(JsonNode version, FieldPath path, FieldErrors errors) {
        FieldPath here = path.child("selectableFields");
        int count = version.path("selectableFields").size();
        if (count > MOST_SELECTABLE) {
            errors.tooMany(here, count, MOST_SELECTABLE);
        }
        Set<String> seen = new HashSet<>();
        int at = 0;
        for (ObjectNode field : Tree.objects(version, "selectableFields")) {
            FieldPath one = here.index(at++);
            if (Values.required(field, "jsonPath", one, errors)) {
                String text = Tree.text(field, "jsonPath");
                String fault = selectableFault(version.path("schema").path("openAPIV3Schema"), text);
                if (fault != null) {
                    errors.invalid(one.child("jsonPath"), text, fault);
                } else if (!seen.add(text)) {
                    errors.duplicate(one.child("jsonPath"), field.path("jsonPath"));
                }
            }
        }
    }

    /** Null if objects can be selected by the field. */
    private static String selectableFault(JsonNode schema, String text) {
        if (!text.startsWith(".")) {
            return "is an invalid path: it must begin with a dot";
        }
        if (text.equals(".metadata") || text.startsWith(".metadata.")) {
            return "must not point to fields in metadata";
        }
        JsonNode at = schema;
        for (String name : text.substring(1).split("\\.", -1)) {
            if (name.isEmpty() || name.indexOf('[') >= 0) {
                return "is an invalid path: only field names are allowed";
            }
            at = at.path("properties").path(name);
            if (at.isMissingNode()) {
                return "field does not exist";
            }
        }
        return List.of("string", "boolean", "integer").contains(Tree.text(at, "type"))
                ? null
                : "must point to a field of type string, boolean or integer";
    }
}
