package org.nakhoda.apiserver.openapi;

import java.util.List;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes all kinds as one OpenAPI v2 document. */
final class OpenApiV2 {
    private final Definitions definitions = new Definitions(Dialect.V2);

    ObjectNode document(Catalogue catalogue, List<ResourceType> types, String version) {
        ObjectNode root = Json.object().put("swagger", "2.0");
        root.putObject("info").put("title", "Kubernetes").put("version", version);
        ObjectNode paths = root.putObject("paths");
        Paths operations = new Paths(catalogue, definitions);
        for (ResourceType type : types) {
            operations.of(type).forEach(path -> path(paths.putObject(path.path()), path));
        }
        root.set("definitions", definitions.all());
        return root;
    }

    private static void path(ObjectNode node, Operation.Path path) {
        for (Operation operation : path.operations()) {
            operation(node.putObject(operation.method()), operation);
        }
        if (!path.variables().isEmpty()) {
            ArrayNode parameters = node.putArray("parameters");
            path.variables().forEach(name -> parameters
                    .addObject()
                    .put("uniqueItems", true)
                    .put("type", "string")
                    .put("description", "The object's " + name + ".")
                    .put("name", name)
                    .put("in", "path")
                    .put("required", true));
        }
    }

    private static void operation(ObjectNode node, Operation operation) {
        node.put("description", operation.description()).put("operationId", operation.id());
        operation.consumes().forEach(node.putArray("consumes")::add);
        node.putArray("produces").add(operation.response() == null ? "text/plain" : "application/json");
        ArrayNode parameters = node.putArray("parameters");
        if (operation.body() != null) {
            ObjectNode body = parameters.addObject().put("name", "body").put("in", "body");
            body.put("required", !operation.body().equals(Definitions.DELETE_OPTIONS));
            body.putObject("schema").put("$ref", Dialect.V2.reference(operation.body()));
        }
        operation.parameters().forEach(parameter -> parameters
                .addObject()
                .put("uniqueItems", true)
                .put("type", parameter.type())
                .put("description", parameter.description())
                .put("name", parameter.name())
                .put("in", "query"));
        ObjectNode answer = node.putObject("responses").putObject(Integer.toString(operation.success()));
        answer.put("description", operation.success() == 201 ? "Created" : "OK");
        ObjectNode schema = answer.putObject("schema");
        if (operation.response() == null) {
            schema.put("type", "string");
        } else {
            schema.put("$ref", Dialect.V2.reference(operation.response()));
        }
        node.put("x-kubernetes-action", operation.action());
        node.putObject("x-kubernetes-group-version-kind")
                .put("group", operation.kind().group())
                .put("kind", operation.kind().kind())
                .put("version", operation.kind().version());
    }
}
