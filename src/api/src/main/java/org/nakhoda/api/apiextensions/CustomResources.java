package org.nakhoda.api.apiextensions;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.Conversion;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.ScalePaths;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes the kinds of the catalogue out of declarations. */
public final class CustomResources {
    private CustomResources() {}

    /**
     * The stored version first; empty while the declaration's names are not accepted.
     *
     * @param language understands the rules of the schemas
     */
    public static List<ResourceType> declaredBy(JsonNode definition, SchemaRules.Language language) {
        if (!established(definition)) {
            return List.of();
        }
        List<ResourceType> types = new ArrayList<>();
        String stored = CustomResourceDefinitionKind.stored(definition);
        for (ObjectNode version : Tree.objects(definition.path("spec"), "versions")) {
            if (Tree.text(version, "name").equals(stored)) {
                types.add(0, declare(definition, version, stored, language));
            } else if (Tree.flag(version, "served")) {
                types.add(declare(definition, version, stored, language));
            }
        }
        return types;
    }

    /** Whether this version of a declaration is offered to clients. */
    public static boolean served(JsonNode definition, ResourceType type) {
        return CustomResourceDefinitionKind.served(definition).contains(type.version());
    }

    private static boolean established(JsonNode definition) {
        for (ObjectNode condition : Tree.objects(definition.path("status"), "conditions")) {
            if (Tree.text(condition, "type").equals("Established")) {
                return Tree.text(condition, "status").equals("True");
            }
        }
        return false;
    }

    private static ResourceType declare(
            JsonNode definition, ObjectNode version, String stored, SchemaRules.Language language) {
        JsonNode spec = definition.path("spec");
        JsonNode names = spec.path("names");
        JsonNode schema = version.path("schema").path("openAPIV3Schema");
        Scope scope = Tree.text(spec, "scope").equals("Cluster") ? Scope.CLUSTER : Scope.NAMESPACED;
        JsonNode subresources = version.path("subresources");
        boolean status = subresources.path("status").isObject();
        ResourceType.Builder type = ResourceType.of(
                        Tree.text(spec, "group"), Tree.text(version, "name"), Tree.text(names, "kind"))
                .plural(Tree.text(names, "plural"))
                .singular(Tree.text(names, "singular"))
                .listKind(Tree.text(names, "listKind"))
                .shortNames(texts(names.path("shortNames")))
                .categories(texts(names.path("categories")))
                .updateNeedsRevision()
                .schema(CustomSchema.ofKind(schema))
                .strategy(new CustomResourceStrategy(
                        scope, status, schema, SchemaRules.statedIn(schema) ? language.of(schema) : SchemaRules.NONE))
                .columns(columns(version));
        if (scope == Scope.CLUSTER) {
            type.clusterScoped();
        }
        List<String> offered = new ArrayList<>();
        if (status) {
            offered.add("status");
        }
        JsonNode scale = subresources.path("scale");
        if (scale.isObject()) {
            offered.add("scale");
            type.scale(new ScalePaths(
                    pointer(Tree.text(scale, "specReplicasPath")),
                    pointer(Tree.text(scale, "statusReplicasPath")),
                    pointer(Tree.text(scale, "labelSelectorPath"))));
        }
        type.subresources(offered.toArray(String[]::new));
        for (ObjectNode field : Tree.objects(version, "selectableFields")) {
            String path = Tree.text(field, "jsonPath");
            PrinterPath read = PrinterPath.parse(path);
            type.selectable(path.substring(1), object -> {
                JsonNode found = read.first(object);
                return found == null ? "" : Tree.scalar(found);
            });
        }
        if (!Tree.text(version, "name").equals(stored)) {
            type.conversion(new SameShape(
                    new GroupResource(Tree.text(spec, "group"), Tree.text(names, "plural")),
                    Tree.text(spec, "group") + "/" + Tree.text(version, "name"),
                    Tree.text(spec, "group") + "/" + stored));
        }
        return type.build();
    }

    private static String[] texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asString("")));
        return texts.toArray(String[]::new);
    }

    /** {@code .spec.replicas} as a JSON pointer; these paths have field names only. */
    private static String pointer(String path) {
        return path.replace('.', '/');
    }

    /** Conversion strategy None: the versions differ in nothing but their name. */
    private record SameShape(GroupResource storedAs, String version, String storedVersion) implements Conversion {
        @Override
        public ObjectNode fromStorage(ObjectNode stored) {
            return stored.deepCopy().put("apiVersion", version);
        }

        @Override
        public ObjectNode toStorage(ObjectNode object) {
            return object.deepCopy().put("apiVersion", storedVersion);
        }
    }

    private static Column[] columns(ObjectNode version) {
        List<Column> columns = new ArrayList<>(List.of(Columns.NAME));
        JsonNode declared = version.path("additionalPrinterColumns");
        if (declared.isEmpty()) {
            columns.add(Columns.AGE);
        }
        for (ObjectNode column : Tree.objects(declared)) {
            PrinterPath path = PrinterPath.parse(Tree.text(column, "jsonPath"));
            String type = Tree.text(column, "type");
            columns.add(new Column(
                    Tree.text(column, "name"),
                    type,
                    Tree.text(column, "format"),
                    Tree.text(column, "description"),
                    (int) Tree.number(column, "priority", 0),
                    (object, now) -> cell(path, type, object, now)));
        }
        return columns.toArray(Column[]::new);
    }

    private static JsonNode cell(PrinterPath path, String type, ObjectNode object, Instant now) {
        List<JsonNode> found = path.all(object);
        if (found.isEmpty() || found.get(0).isNull()) {
            return JsonNodeFactory.instance.nullNode();
        }
        JsonNode first = found.get(0);
        return switch (type) {
            case "date" -> Columns.node(Columns.age(first.asString(""), now));
            case "integer" -> first.isNumber() ? first : JsonNodeFactory.instance.nullNode();
            case "boolean" -> first.isBoolean() ? first : JsonNodeFactory.instance.nullNode();
            default ->
                first.isContainer() || found.size() > 1
                        ? Columns.node(joined(found))
                        : Columns.node(Tree.scalar(first));
        };
    }

    private static String joined(List<JsonNode> values) {
        if (values.size() == 1) {
            return new String(Json.bytes(values.get(0)), java.nio.charset.StandardCharsets.UTF_8);
        }
        return String.join(",", values.stream().map(Tree::scalar).toList());
    }
}
