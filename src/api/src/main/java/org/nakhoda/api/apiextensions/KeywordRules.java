package org.nakhoda.api.apiextensions;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;

/** Which keywords of OpenAPI a schema may use, and which of Kubernetes' own fit together. */
final class KeywordRules {
    private static final Set<String> TYPES = Set.of("array", "boolean", "integer", "number", "object", "string");
    private static final List<String> LIST_TYPES = List.of("atomic", "set", "map");
    private static final List<String> MAP_TYPES = List.of("atomic", "granular");
    private static final Set<String> IDENTITY = Set.of("metadata", "kind", "apiVersion");
    private static final List<String> UNSUPPORTED =
            List.of("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref");
    private static final String LIST_TYPE = "x-kubernetes-list-type";
    private static final String KEYS = "x-kubernetes-list-map-keys";

    private final FieldErrors errors;

    /**
     * @param noDefaults why there may be no default here; null if there may be one
     * @param identity whether the schema is about an object's kind, apiVersion or metadata
     */
    private record Place(FieldPath path, String noDefaults, boolean identity) {
        Place at(FieldPath other) {
            return new Place(other, noDefaults, identity);
        }
    }

    private KeywordRules(FieldErrors errors) {
        this.errors = errors;
    }

    static void judge(JsonNode schema, FieldPath path, FieldErrors errors) {
        if (Tree.flag(schema, "nullable")) {
            errors.forbidden(path + ".nullable", "nullable cannot be true at the root");
        }
        new KeywordRules(errors).judge(schema, new Place(path, null, false), true);
    }

    private void judge(JsonNode schema, Place place, boolean root) {
        FieldPath path = place.path();
        plain(schema, place);
        JsonNode properties = schema.path("properties");
        JsonNode additional = schema.path("additionalProperties");
        if (!properties.isEmpty() && (additional.isObject() || additional.isBoolean() && !additional.asBoolean())) {
            errors.forbidden(
                    path.child("additionalProperties"), "additionalProperties and properties are mutual exclusive");
        }
        if (additional.isObject()) {
            String why =
                    place.identity() ? "inside additionalProperties applying to object metadata" : place.noDefaults();
            judge(additional, new Place(path.child("additionalProperties"), why, place.identity()), false);
        }
        boolean resource = root || Tree.flag(schema, "x-kubernetes-embedded-resource");
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            String name = property.getKey();
            FieldPath here = path.child("properties").key(name);
            boolean identity = resource && IDENTITY.contains(name);
            String why = identity && root ? "in top-level " + name : place.noDefaults();
            judge(property.getValue(), new Place(here, why, identity || place.identity()), false);
        }
        if (schema.path("items").isObject()) {
            judge(schema.path("items"), place.at(path.child("items")), false);
        }
        for (String junctor : List.of("allOf", "oneOf", "anyOf")) {
            int at = 0;
            for (JsonNode each : schema.path(junctor)) {
                judge(each, place.at(path.child(junctor).index(at++)), false);
            }
        }
        if (schema.path("not").isObject()) {
            judge(schema.path("not"), place.at(path.child("not")), false);
        }
        mapType(schema, path);
        listType(schema, path);
    }

    private void plain(JsonNode schema, Place place) {
        FieldPath path = place.path();
        String type = Tree.text(schema, "type");
        if (type.equals("null")) {
            errors.forbidden(path.child("type"), "type cannot be set to null, use nullable as an alternative");
        } else if (!type.isEmpty() && !TYPES.contains(type)) {
            errors.notSupported(path.child("type"), schema.path("type"), TYPES);
        }
        if (schema.hasNonNull("default") && place.noDefaults() != null) {
            errors.forbidden(path.child("default"), "must not be set " + place.noDefaults());
        }
        for (String keyword : UNSUPPORTED) {
            if (schema.hasNonNull(keyword)) {
                errors.forbidden(path.child(keyword), keyword + " is not supported");
            }
        }
        if (schema.path("items").isArray()) {
            errors.forbidden(path.child("items"), "items must be a schema object and not an array");
        }
        if (place.identity() && Tree.flag(schema, "x-kubernetes-embedded-resource")) {
            errors.forbidden(path.child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta");
        }
        if (Tree.flag(schema, "uniqueItems")) {
            errors.forbidden(
                    path.child("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }
        JsonNode open = schema.path("x-kubernetes-preserve-unknown-fields");
        if (open.isBoolean() && !open.asBoolean()) {
            errors.invalid(path.child("x-kubernetes-preserve-unknown-fields"), open, "must be true or undefined");
        }
    }

    private void mapType(JsonNode schema, FieldPath path) {
        if (of("object", "x-kubernetes-map-type", schema, path)) {
            oneOf("x-kubernetes-map-type", MAP_TYPES, schema, path);
        }
    }

    /** @return whether the keyword is stated */
    private boolean of(String wanted, String keyword, JsonNode schema, FieldPath path) {
        if (!schema.has(keyword)) {
            return false;
        }
        String type = Tree.text(schema, "type");
        String detail = "must be " + wanted + " if " + keyword + " is specified";
        if (type.isEmpty()) {
            errors.required(path.child("type"), detail);
        } else if (!type.equals(wanted)) {
            errors.invalid(path.child("type"), type, detail);
        }
        return true;
    }

    private void oneOf(String keyword, List<String> known, JsonNode schema, FieldPath path) {
        if (!known.contains(Tree.text(schema, keyword))) {
            errors.notSupported(path.child(keyword), schema.path(keyword), known);
        }
    }

    private void listType(JsonNode schema, FieldPath path) {
        String type = Tree.text(schema, LIST_TYPE);
        JsonNode items = schema.path("items");
        if (of("array", LIST_TYPE, schema, path)) {
            oneOf(LIST_TYPE, LIST_TYPES, schema, path);
            if (type.equals("set") && items.isObject()) {
                wholeItems(items, path.child("items"));
            }
        }
        if (!schema.path(KEYS).isEmpty() && !type.equals("map")) {
            String detail = "must be map if x-kubernetes-list-map-keys is non-empty";
            if (type.isEmpty()) {
                errors.required(path.child(LIST_TYPE), detail);
            } else {
                errors.invalid(path.child(LIST_TYPE), type, detail);
            }
        }
        if (type.equals("map")) {
            map(schema, items, path);
        }
        if ((type.equals("map") || type.equals("set")) && Tree.flag(items, "nullable")) {
            errors.forbidden(
                    path.child("items", "nullable"), "cannot be nullable when x-kubernetes-list-type is " + type);
        }
    }

    /** Elements of a set have no parts of their own to merge. */
    private void wholeItems(JsonNode items, FieldPath path) {
        String detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
        String type = Tree.text(items, "type");
        String list = Tree.text(items, LIST_TYPE);
        if (type.equals("array") && !list.isEmpty() && !list.equals("atomic")) {
            errors.invalid(path.child(LIST_TYPE), items.path(LIST_TYPE), detail);
        } else if (type.equals("object")
                && !Tree.text(items, "x-kubernetes-map-type").equals("atomic")) {
            errors.invalid(path.child("x-kubernetes-map-type"), items.get("x-kubernetes-map-type"), detail);
        }
    }

    private void map(JsonNode schema, JsonNode items, FieldPath path) {
        if (schema.path(KEYS).isEmpty()) {
            errors.required(path.child(KEYS), "must not be empty if x-kubernetes-list-type is map");
        }
        if (items.isMissingNode()) {
            errors.required(path.child("items"), "must have a schema if x-kubernetes-list-type is map");
            return;
        }
        String type = Tree.text(items, "type");
        if (!type.equals("object")) {
            errors.invalid(
                    path.child("items", "type"),
                    type,
                    "must be object if parent array's x-kubernetes-list-type is map");
            return;
        }
        Set<String> required = new HashSet<>();
        items.path("required").forEach(name -> required.add(name.asString("")));
        Set<String> seen = new HashSet<>();
        for (JsonNode stated : schema.path(KEYS)) {
            String key = stated.asString("");
            JsonNode property = items.path("properties").path(key);
            if (!property.isObject()) {
                errors.invalid(path.child(KEYS), schema.path(KEYS), "entries must all be names of item properties");
            } else {
                key(
                        property,
                        required.contains(key),
                        path.child("items", "properties").key(key));
            }
            if (!seen.add(key)) {
                errors.invalid(path.child(KEYS), schema.path(KEYS), "must not contain duplicate entries");
            }
        }
    }

    private void key(JsonNode property, boolean required, FieldPath path) {
        String type = Tree.text(property, "type");
        if (type.equals("array") || type.equals("object")) {
            errors.invalid(
                    path.child("type"), type, "must be a scalar type if parent array's x-kubernetes-list-type is map");
        }
        if (!required && !property.hasNonNull("default")) {
            errors.required(
                    path.child("default"),
                    "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
        }
        if (Tree.flag(property, "nullable")) {
            errors.forbidden(
                    path.child("nullable"), "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
        }
    }
}
