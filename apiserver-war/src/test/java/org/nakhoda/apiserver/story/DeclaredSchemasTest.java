package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;

/** What clients are told of the schemas of declared kinds. */
class DeclaredSchemasTest {
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private final Client admin = RunningApi.admin();
    private String group;
    private String name;

    @BeforeEach
    void declare() {
        String namespace = RunningApi.namespace();
        group = namespace + ".example.com";
        name = "com.example." + namespace + ".v1.Ship";
        admin.post(CRDS, """
                metadata: {name: ships.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {plural: ships, kind: Ship, listKind: Fleet}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    selectableFields: [{jsonPath: .spec.size}]
                    schema:
                      openAPIV3Schema:
                        type: object
                        description: A ship of any size.
                        required: [spec]
                        properties:
                          spec:
                            type: object
                            description: What the ship shall be.
                            required: [size]
                            properties:
                              size: {type: string, enum: [small, large], default: small, description: How large it is.}
                              crew: {type: integer, format: int32, minimum: 1, maximum: 99, exclusiveMaximum: true}
                              name: {type: string, pattern: "^[a-z]", minLength: 1, maxLength: 9, nullable: true}
                              door: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
                              tags: {type: array, x-kubernetes-list-type: set, maxItems: 5, items: {type: string}}
                              free: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: string}}}
                              boat: {type: object, x-kubernetes-embedded-resource: true, properties: {spec: {type: object}}}
                              rule: {type: integer, x-kubernetes-validations: [{rule: self > 0}]}
                              map: {type: object, additionalProperties: {type: boolean}}
                """.formatted(group)).expect(201);
    }

    private JsonNode v3() {
        return admin.get("/openapi/v3/apis/" + group + "/v1")
                .expect(200)
                .path("components")
                .path("schemas");
    }

    @Test
    void version_3_has_every_keyword() {
        JsonNode ship = v3().path(name);
        JsonNode spec = ship.at("/properties/spec/properties");

        assertThat(ship.path("description").asString()).isEqualTo("A ship of any size.");
        assertThat(ship.path("required")).isEqualTo(Json.parse("[\"spec\"]"));
        assertThat(ship.at("/x-kubernetes-group-version-kind/0/group").asString())
                .isEqualTo(group);
        assertThat(ship.path("x-kubernetes-selectable-fields"))
                .isEqualTo(Json.parse("[{\"fieldPath\": \"spec.size\"}]"));
        assertThat(ship.at("/properties/metadata").toString()).contains("ObjectMeta");
        assertThat(spec.path("size").path("enum")).isEqualTo(Json.parse("[\"small\", \"large\"]"));
        assertThat(spec.path("size").path("default").asString()).isEqualTo("small");
        assertThat(spec.path("crew"))
                .isEqualTo(
                        Json.parse(
                                "{\"type\":\"integer\",\"format\":\"int32\",\"minimum\":1,\"maximum\":99,\"exclusiveMaximum\":true}"));
        assertThat(spec.path("name").path("nullable").asBoolean()).isTrue();
        assertThat(spec.path("door").path("anyOf")).hasSize(2);
        assertThat(spec.path("tags").path("x-kubernetes-list-type").asString()).isEqualTo("set");
        assertThat(spec.path("free").path("properties").has("a")).isTrue();
        assertThat(spec.at("/boat/properties/metadata").toString()).contains("ObjectMeta");
        assertThat(spec.at("/rule/x-kubernetes-validations/0/rule").asString()).isEqualTo("self > 0");
        assertThat(v3().at("/" + name.replace("Ship", "Fleet") + "/properties/items/items/$ref")
                        .asString())
                .isEqualTo("#/components/schemas/" + name);
    }

    @Test
    void version_2_leaves_out_what_kubectl_would_take_amiss() {
        JsonNode spec = admin.get("/openapi/v2")
                .expect(200)
                .path("definitions")
                .path(name)
                .at("/properties/spec/properties");

        assertThat(spec.path("name").has("type")).isFalse();
        assertThat(spec.path("name").path("maxLength").asInt()).isEqualTo(9);
        assertThat(spec.path("door").has("anyOf")).isFalse();
        assertThat(spec.path("free").has("properties")).isFalse();
        assertThat(spec.path("free")
                        .path("x-kubernetes-preserve-unknown-fields")
                        .asBoolean())
                .isTrue();
        assertThat(spec.path("size").path("enum")).hasSize(2);
        assertThat(spec.path("map").path("additionalProperties").path("type").asString())
                .isEqualTo("boolean");
    }

    @Test
    void documents_keep_their_address_while_their_kinds_stay_as_they_are() {
        String path = "apis/" + group + "/v1";
        String before = address(path);
        admin.merge(CRDS + "/ships." + group, "{metadata: {labels: {a: b}}}").expect(200);
        assertThat(address(path)).isEqualTo(before);
        admin.get(before).expect(200);

        admin.patch(
                        CRDS + "/ships." + group,
                        "[{op: add, path: /spec/versions/0/schema/openAPIV3Schema/properties/more, value: {type: string}}]")
                .expect(200);

        assertThat(address(path)).isNotEqualTo(before);
        assertThat(admin.get(before).status()).isEqualTo(301);
    }

    private String address(String path) {
        return admin.get("/openapi/v3")
                .expect(200)
                .path("paths")
                .path(path)
                .path("serverRelativeURL")
                .asString();
    }

    @Test
    void kubectl_explains_a_declared_kind(@TempDir Path directory) throws Exception {
        try (KubectlOverHttp server = new KubectlOverHttp(directory)) {
            for (Path kubectl : KubectlOverHttp.kubectls()) {
                String kind = server.run(kubectl, "explain", "ships." + group, "--recursive")
                        .orFail();
                String field = server.run(kubectl, "explain", "ships.spec.size", "--api-version=" + group + "/v1")
                        .orFail();

                assertThat(kind).as("%s", kubectl).contains("A ship of any size.", "crew", "<integer>", "-required-");
                assertThat(field).as("%s", kubectl).contains("How large it is.");
                if (kubectl.toString().endsWith(".33")) {
                    assertThat(field).contains("ENUM:", "    small", "    large");
                }
            }
        }
    }
}
