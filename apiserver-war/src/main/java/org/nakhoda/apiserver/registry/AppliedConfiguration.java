package org.nakhoda.apiserver.registry;

import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.json.YamlException;
import org.nakhoda.api.schema.Conformance;
import org.nakhoda.api.status.ApiException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of a server-side apply: the part of an object that its manager cares for, as YAML or JSON. */
final class AppliedConfiguration {
    static final String MEDIA_TYPE = "application/apply-patch+yaml";

    /** What in metadata only the server says. */
    private static final List<String> SERVERS =
            List.of("creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink");

    private AppliedConfiguration() {}

    /**
     * Without what this request cannot write: the status through the main resource, anything else through the status.
     *
     * @param type of the body, which may be another kind than the URL's: a Scale
     * @throws ApiException BAD_REQUEST if this is no configuration of that kind
     */
    static ObjectNode read(Call call, ResourceType type) {
        ObjectNode configuration = tree(call);
        typed(configuration, type);
        Conformance conformance = Conformance.checkApplied(type.schema(), configuration);
        if (!conformance.readable()) {
            throw untyped(call, conformance.faultsMessage());
        }
        if (!conformance.unknownFields().isEmpty()) {
            throw untyped(call, "." + conformance.unknownFields().get(0) + ": field not declared in schema");
        }
        ObjectNode metadata = metadata(configuration);
        if (!metadata.path(FieldOwnership.FIELD).isEmpty()) {
            throw ApiException.badRequest("metadata.managedFields must be nil");
        }
        metadata.remove(FieldOwnership.FIELD);
        metadata.remove(SERVERS);
        if (!metadata.hasNonNull("name")) {
            metadata.put("name", call.name());
        }
        String subresource = call.target().subresource();
        if (subresource.equals("status") || subresource.equals("approval")) {
            configuration.retain("apiVersion", "kind", "metadata", "status");
            metadata.retain("name", "namespace", "uid", "resourceVersion");
        } else if (type.subresources().contains("status")) {
            configuration.remove("status");
        }
        return configuration;
    }

    private static ObjectNode tree(Call call) {
        byte[] body = call.request().body();
        if (body.length == 0) {
            throw ApiException.badRequest("the request's body is empty: send a configuration");
        }
        JsonNode tree = body[0] == '{' ? jsonOrYaml(call) : Bodies.parse(body, true);
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.badRequest("the applied configuration is not an object");
    }

    /** What begins like JSON may still be YAML in flow style; if it is neither, the fault is told as one of JSON. */
    private static JsonNode jsonOrYaml(Call call) {
        byte[] body = call.request().body();
        try {
            return Json.parse(body);
        } catch (JacksonException notJson) {
            try {
                return Yaml.parse(Utf8.text(body));
            } catch (YamlException notYaml) {
                return Bodies.json(call);
            }
        }
    }

    private static void typed(ObjectNode configuration, ResourceType type) {
        String apiVersion = configuration.path("apiVersion").asString("");
        if (apiVersion.isEmpty() || configuration.path("kind").asString("").isEmpty()) {
            throw ApiException.badRequest("the applied configuration must state its apiVersion and kind");
        }
        if (!apiVersion.equals(type.apiVersion())) {
            throw ApiException.badRequest("incorrect version specified in apply patch. Specified patch version: "
                    + apiVersion + ", expected: " + type.apiVersion());
        }
        Bodies.typed(configuration, type);
    }

    private static ObjectNode metadata(ObjectNode configuration) {
        if (!(configuration.get("metadata") instanceof ObjectNode)) {
            configuration.set("metadata", Json.object());
        }
        return ObjectMetadata.of(configuration);
    }

    static ApiException untyped(Call call, String why) {
        String object = call.namespace().isEmpty() ? call.name() : call.namespace() + "/" + call.name();
        return ApiException.badRequest("failed to create typed patch object (" + object + "; "
                + call.type().apiVersion() + ", Kind=" + call.type().kind() + "): " + why);
    }
}
