package org.nakhoda.api.apiextensions;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.ScalePaths;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
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
     * @param converter between the versions
     * @param generation tells which objects were stored before the declaration was as it is
     */
    public static List<ResourceType> declaredBy(
            JsonNode definition, SchemaRules.Language language, VersionConverter converter, Generation generation) {
        if (!DefinitionConditions.isTrue(definition, "Established")) {
            return List.of();
        }
        DeclaredVersions versions = new DeclaredVersions(definition, converter, generation);
        List<ResourceType> types = new ArrayList<>();
        String stored = CustomResourceDefinitionKind.stored(definition);
        for (ObjectNode version : Tree.objects(definition.path("spec"), "versions")) {
            if (Tree.text(version, "name").equals(stored)) {
                types.add(0, declare(definition, version, versions, language));
            } else if (Tree.flag(version, "served")) {
                types.add(declare(definition, version, versions, language));
            }
        }
        return types;
    }

    /** Whether this version of a declaration is offered to clients. */
    public static boolean served(JsonNode definition, ResourceType type) {
        return CustomResourceDefinitionKind.served(definition).contains(type.version());
    }

    /**
     * Whether two states of a declaration declare the same: the rest of what may differ is the affair of whoever declared it.
     */
    public static boolean same(JsonNode definition, JsonNode other) {
        return DefinitionConditions.isTrue(definition, "Established")
                        == DefinitionConditions.isTrue(other, "Established")
                && DefinitionConditions.isTrue(definition, "NamesAccepted")
                        == DefinitionConditions.isTrue(other, "NamesAccepted")
                && DefinitionConditions.isTrue(definition, "Terminating")
                        == DefinitionConditions.isTrue(other, "Terminating")
                && definition.path("spec").equals(other.path("spec"))
                && definition
                        .path("status")
                        .path("acceptedNames")
                        .equals(other.path("status").path("acceptedNames"));
    }

    private static ResourceType declare(
            JsonNode definition, ObjectNode version, DeclaredVersions versions, SchemaRules.Language language) {
        JsonNode spec = definition.path("spec");
        JsonNode names = definition.path("status").path("acceptedNames");
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
                .schema(versions.schema(Tree.text(version, "name")))
                .strategy(new CustomResourceStrategy(
                        scope, status, schema, SchemaRules.statedIn(schema) ? language.of(schema) : SchemaRules.NONE))
                .columns(columns(version))
                .conversion(new DeclaredConversion(versions, Tree.text(version, "name")));
        if (Tree.flag(version, "deprecated")) {
            type.deprecated(deprecation(definition, version));
        }
        if (DefinitionConditions.isTrue(definition, "Terminating")) {
            type.verbs(ResourceType.ALL_VERBS.stream()
                    .filter(verb -> !verb.equals("create"))
                    .toArray(String[]::new));
        }
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

    /** What clients of a deprecated version are told. */
    private static String deprecation(JsonNode definition, ObjectNode version) {
        JsonNode said = version.path("deprecationWarning");
        JsonNode spec = definition.path("spec");
        return said.isString()
                ? said.asString()
                : Tree.text(spec, "group") + "/" + Tree.text(version, "name") + " " + Tree.text(spec, "names", "kind")
                        + " is deprecated";
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
            case "date" ->
                Columns.instant(first.asString("")) == null
                        ? Columns.node("<invalid>")
                        : Columns.node(Columns.age(first.asString(""), now));
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
