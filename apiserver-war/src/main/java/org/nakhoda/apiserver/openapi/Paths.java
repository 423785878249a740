package org.nakhoda.apiserver.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Subresource;
import org.nakhoda.apiserver.representation.DeletionAnswer;

/** The paths and operations of a kind, in terms that both versions of OpenAPI are written from. */
final class Paths {
    private final Catalogue catalogue;
    private final Definitions definitions;

    Paths(Catalogue catalogue, Definitions definitions) {
        this.catalogue = catalogue;
        this.definitions = definitions;
    }

    List<Operation.Path> of(ResourceType type) {
        List<Operation.Path> paths = new ArrayList<>();
        String base = (type.group().isEmpty() ? "/api/" : "/apis/") + type.apiVersion() + "/";
        String plural = type.resource().resource();
        String collection = type.namespaced() ? base + "namespaces/{namespace}/" + plural : base + plural;
        List<String> variables = type.namespaced() ? List.of("namespace") : List.of();
        if (type.namespaced() && type.verbs().contains("list")) {
            paths.add(new Operation.Path(base + plural, List.of(), List.of(list(type, "ForAllNamespaces"))));
        }
        paths.add(new Operation.Path(collection, variables, collectionOperations(type)));
        List<String> itemVariables = new ArrayList<>(List.of("name"));
        itemVariables.addAll(variables);
        paths.add(new Operation.Path(collection + "/{name}", itemVariables, itemOperations(type)));
        for (String name : type.subresources().stream().sorted().toList()) {
            Subresource sub = Subresource.of(type, name);
            paths.add(new Operation.Path(
                    collection + "/{name}/" + name, itemVariables, subresourceOperations(type, sub)));
        }
        paths.removeIf(path -> path.operations().isEmpty());
        return paths;
    }

    private List<Operation> collectionOperations(ResourceType type) {
        List<Operation> operations = new ArrayList<>();
        String schema = definitions.kind(type);
        Operation.Kind kind = kind(type);
        if (type.verbs().contains("list")) {
            operations.add(list(type, ""));
        }
        if (type.verbs().contains("create")) {
            operations.add(new Operation(
                    "post",
                    "post",
                    id("create", type, ""),
                    "Create " + article(type),
                    kind,
                    schema,
                    Operation.JSON,
                    schema,
                    201,
                    Operation.WRITE));
        }
        if (type.verbs().contains("deletecollection")) {
            List<Operation.Parameter> parameters = new ArrayList<>(Operation.SELECT.subList(0, 6));
            parameters.addAll(Operation.DELETE);
            operations.add(new Operation(
                    "delete",
                    "deletecollection",
                    id("deleteCollection", type, ""),
                    "Delete a collection of " + type.kind(),
                    kind,
                    Definitions.DELETE_OPTIONS,
                    Operation.JSON,
                    Definitions.STATUS,
                    200,
                    parameters));
        }
        return operations;
    }

    private Operation list(ResourceType type, String suffix) {
        return new Operation(
                "get",
                "list",
                id("list", type, suffix),
                "List or watch objects of kind " + type.kind(),
                kind(type),
                null,
                List.of(),
                definitions.list(type),
                200,
                Operation.SELECT);
    }

    private List<Operation> itemOperations(ResourceType type) {
        List<Operation> operations = new ArrayList<>();
        String schema = definitions.kind(type);
        Operation.Kind kind = kind(type);
        for (String verb : List.of("get", "update", "patch")) {
            if (type.verbs().contains(verb)) {
                operations.add(onObject(type, verb, id(idVerb(verb), type, ""), type.kind(), kind, schema));
            }
        }
        if (type.verbs().contains("delete")) {
            operations.add(new Operation(
                    "delete",
                    "delete",
                    id("delete", type, ""),
                    "Delete " + article(type),
                    kind,
                    Definitions.DELETE_OPTIONS,
                    Operation.JSON,
                    DeletionAnswer.isObject(type) ? schema : Definitions.STATUS,
                    200,
                    Operation.DELETE));
        }
        return operations;
    }

    private List<Operation> subresourceOperations(ResourceType type, Subresource sub) {
        String suffix = Character.toUpperCase(sub.name().charAt(0)) + sub.name().substring(1);
        Operation.Kind kind = new Operation.Kind(sub.group(), sub.version(), sub.kind());
        ResourceType body = sub.name().equals("log")
                ? null
                : catalogue.byKind(sub.group(), sub.version(), sub.kind()).orElse(null);
        String what = sub.name() + " of " + article(type);
        List<Operation> operations = new ArrayList<>();
        for (String verb : sub.verbs()) {
            String id = id(idVerb(verb), type, suffix);
            if (body == null && !sub.name().equals("log")) {
                String connect =
                        id("connect" + verb.substring(0, 1).toUpperCase(Locale.ROOT) + verb.substring(1), type, suffix);
                operations.add(new Operation(
                        method(verb),
                        "connect",
                        connect,
                        "Connect to " + what,
                        kind,
                        null,
                        List.of(),
                        null,
                        200,
                        List.of()));
            } else if (verb.equals("create")) {
                String schema = definitions.kind(body);
                operations.add(new Operation(
                        "post",
                        "post",
                        id,
                        "Create " + what,
                        kind,
                        schema,
                        Operation.JSON,
                        schema,
                        201,
                        Operation.WRITE));
            } else {
                operations.add(onObject(type, verb, id, what, kind, body == null ? null : definitions.kind(body)));
            }
        }
        return operations;
    }

    private static Operation onObject(
            ResourceType type, String verb, String id, String what, Operation.Kind kind, String schema) {
        return switch (verb) {
            case "get" ->
                new Operation("get", "get", id, "Read " + what, kind, null, List.of(), schema, 200, Operation.READ_ONE);
            case "update" ->
                new Operation(
                        "put",
                        "put",
                        id,
                        "Replace " + what,
                        kind,
                        schema,
                        Operation.JSON,
                        schema,
                        200,
                        Operation.WRITE);
            case "patch" ->
                new Operation(
                        "patch",
                        "patch",
                        id,
                        "Update parts of " + what,
                        kind,
                        Definitions.PATCH,
                        type.mergesStrategically() ? Operation.PATCHES : Operation.PLAIN_PATCHES,
                        schema,
                        200,
                        Operation.PATCH);
            case "delete" ->
                new Operation("delete", "delete", id, "Delete " + what, kind, null, List.of(), schema, 200, List.of());
            default -> throw new IllegalArgumentException("no operation for the verb " + verb);
        };
    }

    private static String method(String verb) {
        return switch (verb) {
            case "create" -> "post";
            case "update" -> "put";
            default -> verb;
        };
    }

    private static String idVerb(String verb) {
        return switch (verb) {
            case "get" -> "read";
            case "update" -> "replace";
            default -> verb;
        };
    }

    private static Operation.Kind kind(ResourceType type) {
        return new Operation.Kind(type.group(), type.version(), type.kind());
    }

    private static String article(ResourceType type) {
        return ("AEIOU".indexOf(type.kind().charAt(0)) >= 0 ? "an " : "a ") + type.kind();
    }

    /** Such as {@code readCoreV1NamespacedPodStatus}. */
    private static String id(String verb, ResourceType type, String suffix) {
        String group = type.group().isEmpty() ? "core" : type.group().split("\\.")[0];
        boolean namespaced = type.namespaced() && !suffix.equals("ForAllNamespaces");
        return verb
                + capital(group)
                + capital(type.version())
                + (namespaced ? "Namespaced" : "")
                + type.kind()
                + suffix;
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
