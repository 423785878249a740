package org.nakhoda.api.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1Apiextensions.CustomResourceDefinition;
import io.kubernetes.client.proto.V1Apiextensions.JSON;
import io.kubernetes.client.proto.V1Apiextensions.JSONSchemaProps;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Definitions of kinds, whose schemas are JSON in JSON: the official Java client's classes say what they are in protobuf. */
class DefinitionMessagesTest {
    private static final String API = "apiextensions.k8s.io/v1";
    private static final String KIND = "CustomResourceDefinition";

    private static final ObjectNode DEFINITION = (ObjectNode) Yaml.parse("""
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: ships.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {plural: ships, kind: Ship, shortNames: [sh]}
              conversion: {strategy: Webhook, webhook: {conversionReviewVersions: [v1],
                clientConfig: {caBundle: AP8=, service: {namespace: a, name: b, path: /c, port: 443}}}}
              versions:
              - name: v1
                served: false
                storage: true
                deprecated: true
                deprecationWarning: no more
                subresources: {status: {}, scale: {specReplicasPath: .spec.a, statusReplicasPath: .status.a}}
                selectableFields: [{jsonPath: .spec.a}]
                additionalPrinterColumns: [{name: A, type: string, jsonPath: .spec.a, priority: 1}]
                schema:
                  openAPIV3Schema:
                    type: object
                    required: [spec]
                    x-kubernetes-validations: [{rule: "true", message: m, reason: FieldValueInvalid, optionalOldSelf: false}]
                    properties:
                      spec:
                        type: object
                        nullable: true
                        x-kubernetes-preserve-unknown-fields: true
                        properties:
                          a: {type: string, enum: [x, "1"], default: x, pattern: "^x", minLength: 0, maxLength: 9}
                          b: {type: array, items: {type: integer, default: 0, maximum: 7, minimum: 0.5}, x-kubernetes-list-type: set}
                          c: {type: object, additionalProperties: {type: boolean}, default: {}}
                          d: {type: object, additionalProperties: false}
                          e: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
                          f: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k],
                            items: {type: object, properties: {k: {type: string}}}}
                          g: {not: {enum: [null]}, items: [{type: string}, {}], dependencies: {p: [q], r: {type: object}},
                            $ref: "#/x", externalDocs: {url: u}, example: [1, {a: b}], title: t}
            """);

    @Test
    void a_definition_comes_back_as_it_was() {
        byte[] encoded = ProtobufEncoder.encode(DEFINITION);

        ObjectNode decoded = (ObjectNode) reread(ProtobufDecoder.decode(encoded));
        // Go's type always has one, with empty names
        decoded.remove("status");
        assertThat(decoded).isEqualTo(reread(DEFINITION));
    }

    /** Numbers as JSON has them. */
    private static JsonNode reread(JsonNode object) {
        return Json.parse(Json.bytes(object));
    }

    @Test
    void the_official_classes_read_a_definition() throws Exception {
        byte[] encoded = ProtobufEncoder.encode(DEFINITION);
        Runtime.Unknown envelope = Runtime.Unknown.parseFrom(
                ByteString.copyFrom(encoded).substring(4).toByteArray());

        CustomResourceDefinition read = CustomResourceDefinition.parseFrom(envelope.getRaw());

        JSONSchemaProps spec = read.getSpec()
                .getVersions(0)
                .getSchema()
                .getOpenAPIV3Schema()
                .getPropertiesMap()
                .get("spec");
        assertThat(spec.getXKubernetesPreserveUnknownFields()).isTrue();
        JSONSchemaProps a = spec.getPropertiesMap().get("a");
        assertThat(a.getDefault().getRaw().toStringUtf8()).isEqualTo("\"x\"");
        assertThat(a.getEnum(1).getRaw().toStringUtf8()).isEqualTo("\"1\"");
        assertThat(a.hasMinLength()).isTrue();
        JSONSchemaProps b = spec.getPropertiesMap().get("b");
        assertThat(b.getItems().getSchema().getMaximum()).isEqualTo(7);
        assertThat(b.getXKubernetesListType()).isEqualTo("set");
        JSONSchemaProps c = spec.getPropertiesMap().get("c");
        assertThat(c.getAdditionalProperties().getAllows()).isTrue();
        assertThat(c.getAdditionalProperties().getSchema().getType()).isEqualTo("boolean");
        assertThat(spec.getPropertiesMap().get("d").getAdditionalProperties().getAllows())
                .isFalse();
        assertThat(spec.getPropertiesMap().get("g").getRef()).isEqualTo("#/x");
        assertThat(spec.getPropertiesMap().get("g").getItems().getJSONSchemasCount())
                .isEqualTo(2);
    }

    @Test
    void what_a_go_client_writes_without_having_set_it_is_left_out() {
        CustomResourceDefinition.Builder sent = CustomResourceDefinition.newBuilder();
        sent.getSpecBuilder().setGroup("example.com").setPreserveUnknownFields(false);
        var version = sent.getSpecBuilder()
                .addVersionsBuilder()
                .setName("v1")
                .setServed(true)
                .setStorage(false);
        version.setDeprecated(false);
        version.addAdditionalPrinterColumnsBuilder().setName("A").setFormat("").setPriority(0);
        version.getSchemaBuilder()
                .getOpenAPIV3SchemaBuilder()
                .setId("")
                .setType("object")
                .setNullable(false)
                .setUniqueItems(false)
                .setExclusiveMaximum(false)
                .setXKubernetesEmbeddedResource(false)
                .setXKubernetesIntOrString(false)
                .setMaximum(5)
                .setDefault(JSON.newBuilder().setRaw(ByteString.copyFromUtf8("{\"a\":1}")));

        JsonNode read = Envelope.decoded(API, KIND, sent.build()).at("/spec/versions/0");

        assertThat(read).isEqualTo(Json.parse("""
                {"name": "v1", "served": true, "storage": false, "additionalPrinterColumns": [{"name": "A"}],
                 "schema": {"openAPIV3Schema": {"type": "object", "maximum": 5, "default": {"a": 1}}}}"""));
    }
}
