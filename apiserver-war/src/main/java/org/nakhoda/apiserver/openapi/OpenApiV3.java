package org.nakhoda.apiserver.openapi;

import java.util.List;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the kinds of one group and version as an OpenAPI v3 document. */
final class OpenApiV3 {
    private final Definitions definitions = new Definitions(Dialect.V3);

    ObjectNode document(Catalogue catalogue, List<ResourceType> types, String version) {
        ObjectNode root = Json.object().put("openapi", "3.0.0");
        root.putObject("info").put("title", "Kubernetes").put("version", version);
        ObjectNode paths = root.putObject("paths");
        Paths operations = new Paths(catalogue, definitions);
        for (ResourceType type : types) {
            operations.of(type).forEach(path -> path(paths.putObject(path.path()), path));
        }
        root.putObject("components").set("schemas", definitions.all());
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
                    .put("name", name)
                    .put("in", "path")
                    .put("description", "The object's " + name + ".")
                    .put("required", true)
                    .putObject("schema")
                    .put("type", "string")
                    .put("uniqueItems", true));
        }
    }

    private static void operation(ObjectNode node, Operation operation) {
        node.put("description", operation.description()).put("operationId", operation.id());
        if (!operation.parameters().isEmpty()) {
            ArrayNode parameters = node.putArray("parameters");
            operation.parameters().forEach(parameter -> parameters
                    .addObject()
                    .put("name", parameter.name())
                    .put("in", "query")
                    .put("description", parameter.description())
                    .putObject("schema")
                    .put("type", parameter.type())
                    .put("uniqueItems", true));
        }
        if (operation.body() != null) {
            ObjectNode content = node.putObject("requestBody").putObject("content");
            operation.consumes().forEach(type -> schema(content.putObject(type), operation.body()));
        }
        ObjectNode answer = node.putObject("responses").putObject(Integer.toString(operation.success()));
        answer.put("description", operation.success() == 201 ? "Created" : "OK");
        ObjectNode content = answer.putObject("content");
        if (operation.response() == null) {
            content.putObject("text/plain").putObject("schema").put("type", "string");
        } else {
            schema(content.putObject("application/json"), operation.response());
        }
        node.put("x-kubernetes-action", operation.action());
        node.putObject("x-kubernetes-group-version-kind")
                .put("group", operation.kind().group())
                .put("version", operation.kind().version())
                .put("kind", operation.kind().kind());
    }

    private static void schema(ObjectNode content, String name) {
        content.putObject("schema").put("$ref", Dialect.V3.reference(name));
    }
}
