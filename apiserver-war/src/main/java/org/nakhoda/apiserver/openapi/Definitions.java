package org.nakhoda.apiserver.openapi;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Collects the named schemas of one document: the kinds' own and everything that they refer to. Used once, by one thread. */
final class Definitions {
    static final String DELETE_OPTIONS = BuiltinSchemas.META + "DeleteOptions";
    static final String STATUS = BuiltinSchemas.META + "Status";
    static final String PATCH = BuiltinSchemas.META + "Patch";

    private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

    private final Dialect dialect;
    private final Map<String, ObjectNode> made = new TreeMap<>();
    private final Deque<Runnable> pending = new ArrayDeque<>();

    Definitions(Dialect dialect) {
        this.dialect = dialect;
        made.put(
                PATCH,
                Json.object()
                        .put("description", "The name and the body of a patch, in the form that its media type says.")
                        .put("type", "object"));
        kind(BuiltinSchemas.of(STATUS), STATUS, "", "v1", "Status");
        kind(BuiltinSchemas.of(DELETE_OPTIONS), DELETE_OPTIONS, "", "v1", "DeleteOptions");
    }

    /** Defines a kind and its list; returns the kind's name. */
    String kind(ResourceType type) {
        String name = nameOf(type);
        if (!made.containsKey(name)) {
            kind(type.schema(), name, type.group(), type.version(), type.kind());
            if (type.schema().declared() != null && !type.selectableFields().isEmpty()) {
                ArrayNode fields = made.get(name).putArray("x-kubernetes-selectable-fields");
                type.selectableFields().keySet().stream().sorted().forEach(path -> fields.addObject()
                        .put("fieldPath", path));
            }
        }
        return name;
    }

    /** The name of a kind's list, which is defined with the kind. */
    String list(ResourceType type) {
        String element = kind(type);
        String name = type.schema().declared() == null ? element + "List" : nameOf(type, type.listKind());
        if (!made.containsKey(name)) {
            ObjectNode list = Json.object()
                    .put("description", type.listKind() + " is a list of " + type.kind() + " objects.")
                    .put("type", "object");
            made.put(name, list);
            list.putArray("required").add("items");
            ObjectNode properties = list.putObject("properties");
            text(properties, type.schema(), "apiVersion");
            ObjectNode items = properties.putObject("items");
            items.put("description", "The " + type.resource().resource() + ".").put("type", "array");
            items.putObject("items").put("$ref", dialect.reference(element));
            text(properties, type.schema(), "kind");
            refer(
                    properties.putObject("metadata"),
                    define(BuiltinSchemas.of(BuiltinSchemas.META + "ListMeta")),
                    "The list's own metadata.");
            groupVersionKind(list, type.group(), type.version(), type.listKind());
        }
        return name;
    }

    private void text(ObjectNode properties, Schema kind, String field) {
        Schema schema = kind.properties().get(field);
        properties
                .putObject(field)
                .put("description", schema == null ? "" : schema.description())
                .put("type", "string");
    }

    private void kind(Schema schema, String name, String group, String version, String kind) {
        if (!made.containsKey(name)) {
            if (schema.declared() == null) {
                define(schema, name);
            } else {
                made.put(name, new DeclaredSchema(dialect, field -> identity(schema, field)).kind(schema.declared()));
            }
            groupVersionKind(made.get(name), group, version, kind);
        }
    }

    /** A field that every kind has. */
    private ObjectNode identity(Schema kind, String field) {
        ObjectNode node = Json.object();
        field(node, kind.properties().get(field));
        return node;
    }

    private static void groupVersionKind(ObjectNode node, String group, String version, String kind) {
        node.putArray("x-kubernetes-group-version-kind")
                .addObject()
                .put("group", group)
                .put("kind", kind)
                .put("version", version);
    }

    /** A kind without a name of its own, such as a custom resource, is named by its group read backwards. */
    private static String nameOf(ResourceType type) {
        if (type.schema().name() != null) {
            return type.schema().name();
        }
        return nameOf(type, type.kind());
    }

    private static String nameOf(ResourceType type, String kind) {
        List<String> labels = new ArrayList<>(List.of(type.group().split("\\.")));
        Collections.reverse(labels);
        return String.join(".", labels) + "." + type.version() + "." + kind;
    }

    /** All definitions, by name. */
    ObjectNode all() {
        while (!pending.isEmpty()) {
            pending.pop().run();
        }
        ObjectNode all = Json.object();
        made.forEach(all::set);
        return all;
    }

    private String define(Schema schema) {
        define(schema, schema.name());
        return schema.name();
    }

    /** The fields are made later, which also ends recursion. */
    private void define(Schema schema, String name) {
        if (!made.containsKey(name)) {
            ObjectNode node = Json.object();
            made.put(name, node);
            pending.add(() -> {
                if (!schema.description().isEmpty()) {
                    node.put("description", schema.description());
                }
                structure(node, schema);
                extension(node, "x-kubernetes-map-type", schema.mapType());
            });
        }
    }

    private void field(ObjectNode node, Schema schema) {
        String description = schema.description();
        String reference = referenced(schema);
        if (reference != null) {
            refer(node, reference, description.equals(ownDescription(reference)) ? "" : description);
        } else {
            if (!description.isEmpty()) {
                node.put("description", description);
            }
            structure(node, schema);
            extension(node, "x-kubernetes-map-type", schema.mapType());
        }
        if (schema.defaultValue() != null) {
            node.set("default", schema.defaultValue());
        }
        extension(node, "x-kubernetes-list-type", schema.listType());
        if (!schema.listMapKeys().isEmpty()) {
            ArrayNode keys = node.putArray("x-kubernetes-list-map-keys");
            schema.listMapKeys().forEach(keys::add);
        }
        extension(node, "x-kubernetes-patch-strategy", schema.patchStrategy());
        extension(node, "x-kubernetes-patch-merge-key", schema.patchMergeKey());
    }

    private static String ownDescription(String definition) {
        return BuiltinSchemas.find(definition).map(Schema::description).orElse("");
    }

    private static void extension(ObjectNode node, String name, String value) {
        if (value != null && !value.isEmpty()) {
            node.put(name, value);
        }
    }

    /** OpenAPI v3 ignores what stands beside a reference, so there the reference is wrapped. */
    private void refer(ObjectNode node, String name, String description) {
        if (!description.isEmpty()) {
            node.put("description", description);
        }
        ObjectNode holder = dialect == Dialect.V3 && !description.isEmpty()
                ? node.putArray("allOf").addObject()
                : node;
        holder.put("$ref", dialect.reference(name));
    }

    private String referenced(Schema schema) {
        if (schema.name() != null) {
            return define(schema);
        }
        if ("quantity".equals(schema.format())) {
            made.computeIfAbsent(
                    QUANTITY,
                    name -> scalar(
                            "An amount with an optional suffix, such as 500m, 1.5Gi or 2e3.",
                            null,
                            "string",
                            "number"));
            return QUANTITY;
        }
        if (schema.type() == Schema.Type.INT_OR_STRING) {
            made.computeIfAbsent(
                    INT_OR_STRING, name -> scalar("A number or a text.", "int-or-string", "integer", "string"));
            return INT_OR_STRING;
        }
        return null;
    }

    private ObjectNode scalar(String description, String format, String one, String other) {
        ObjectNode node = Json.object().put("description", description);
        if (format != null) {
            node.put("format", format);
        }
        if (dialect == Dialect.V2) {
            return node.put("type", "string");
        }
        ArrayNode either = node.putArray("oneOf");
        either.addObject().put("type", one);
        either.addObject().put("type", other);
        return node;
    }

    private void structure(ObjectNode node, Schema schema) {
        switch (schema.type()) {
            case OBJECT -> object(node, schema);
            case ARRAY -> {
                node.put("type", "array");
                field(node.putObject("items"), schema.items());
            }
            case STRING, INTEGER, NUMBER, BOOLEAN -> {
                node.put("type", schema.type().name().toLowerCase(Locale.ROOT));
                if (schema.format() != null) {
                    node.put("format", schema.format());
                }
            }
            case INT_OR_STRING -> refer(node, referenced(schema), "");
            case ANY -> node.put("x-kubernetes-preserve-unknown-fields", true);
        }
    }

    private void object(ObjectNode node, Schema schema) {
        node.put("type", "object");
        if (!schema.required().isEmpty()) {
            schema.required().stream().sorted().forEach(node.putArray("required")::add);
        }
        if (!schema.properties().isEmpty()) {
            ObjectNode properties = node.putObject("properties");
            new TreeMap<>(schema.properties()).forEach((name, property) -> field(properties.putObject(name), property));
        }
        if (schema.values() != null) {
            field(node.putObject("additionalProperties"), schema.values());
        }
    }
}
