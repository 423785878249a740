package org.nakhoda.api.apiextensions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.JsonNode;

/**
 * A structural schema as a CustomResourceDefinition writes it ({@code openAPIV3Schema}). Types are not judged while an object
 * is decoded; {@link StructuralValidation} names what does not fit.
 */
final class CustomSchema implements Schema {
    private final JsonNode declared;
    private final Type type;
    private final String description;
    private final String format;
    private final Map<String, Schema> properties;
    private final Set<String> required;
    private final Schema values;
    private final Schema items;
    private final String listType;
    private final List<String> listMapKeys;
    private final String mapType;
    private final JsonNode defaultValue;
    private final boolean open;
    private final boolean nullable;

    private CustomSchema(JsonNode node, Map<String, Schema> properties) {
        this.declared = node;
        this.type = type(node);
        this.description = node.path("description").asString("");
        String stated = node.path("format").asString("");
        this.format = stated.isEmpty() ? null : stated;
        this.properties = properties;
        Set<String> names = new HashSet<>();
        node.path("required").forEach(name -> names.add(name.asString("")));
        this.required = Set.copyOf(names);
        JsonNode additional = node.path("additionalProperties");
        this.values = additional.isObject() ? of(additional) : null;
        this.items = type == Type.ARRAY ? of(node.path("items")) : null;
        String list = node.path("x-kubernetes-list-type").asString("");
        this.listType = list.isEmpty() ? null : list;
        List<String> keys = new ArrayList<>();
        node.path("x-kubernetes-list-map-keys").forEach(key -> keys.add(key.asString("")));
        this.listMapKeys = List.copyOf(keys);
        String map = node.path("x-kubernetes-map-type").asString("");
        this.mapType = map.isEmpty() ? null : map;
        this.defaultValue = node.get("default");
        this.open = node.path("x-kubernetes-preserve-unknown-fields").asBoolean(false)
                || additional.isBoolean() && additional.asBoolean();
        this.nullable = node.path("nullable").asBoolean(false);
    }

    /** A part of an object. */
    static Schema of(JsonNode node) {
        Map<String, Schema> properties = properties(node);
        if (node.path("x-kubernetes-embedded-resource").asBoolean(false)) {
            addIdentity(properties);
        }
        return new CustomSchema(node, properties);
    }

    /** A whole object, to which every kind's own fields belong; a kind without a schema keeps everything. */
    static Schema ofKind(JsonNode node) {
        Map<String, Schema> properties = properties(node);
        addIdentity(properties);
        return new CustomSchema(node, properties);
    }

    private static Map<String, Schema> properties(JsonNode node) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
            properties.put(property.getKey(), of(property.getValue()));
        }
        return properties;
    }

    private static void addIdentity(Map<String, Schema> properties) {
        Schema any = BuiltinSchemas.of("io.k8s.api.core.v1.ConfigMap");
        for (String field : List.of("apiVersion", "kind", "metadata")) {
            properties.put(field, any.properties().get(field));
        }
    }

    private static Type type(JsonNode node) {
        if (node.path("x-kubernetes-int-or-string").asBoolean(false)) {
            return Type.INT_OR_STRING;
        }
        return switch (node.path("type").asString("")) {
            case "object" -> Type.OBJECT;
            case "array" -> Type.ARRAY;
            case "string" -> Type.STRING;
            case "integer" -> Type.INTEGER;
            case "number" -> Type.NUMBER;
            case "boolean" -> Type.BOOLEAN;
            default -> Type.ANY;
        };
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public String name() {
        return null;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public Map<String, Schema> properties() {
        return properties;
    }

    @Override
    public Set<String> required() {
        return required;
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
        return listType;
    }

    @Override
    public List<String> listMapKeys() {
        return listMapKeys;
    }

    @Override
    public String mapType() {
        return mapType;
    }

    @Override
    public JsonNode defaultValue() {
        return defaultValue;
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
    public boolean keepsUnknown() {
        return open;
    }

    @Override
    public boolean nullable() {
        return nullable;
    }

    @Override
    public JsonNode declared() {
        return declared;
    }

    @Override
    public boolean judgedWhenRead() {
        return false;
    }
}
