package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;

/** A kind of one's own: declared, used like any other, changed. */
class CustomResourcesTest {
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private final Client admin = RunningApi.admin();
    private String namespace;
    private String group;

    @BeforeEach
    void declareShips() {
        namespace = RunningApi.namespace();
        group = namespace + ".example.com";
        admin.post(CRDS, """
                metadata: {name: ships.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {plural: ships, kind: Ship, shortNames: [sh], categories: [all]}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {status: {}, scale: {specReplicasPath: .spec.sailors, statusReplicasPath: .status.aboard}}
                    additionalPrinterColumns:
                    - {name: Port, type: string, jsonPath: .spec.port}
                    - {name: Sailors, type: integer, jsonPath: .spec.sailors}
                    schema: {openAPIV3Schema: &schema {
                      type: object,
                      properties: {
                        spec: {type: object, required: [port], properties: {
                          port: {type: string, pattern: "^[A-Z]"}, sailors: {type: integer, minimum: 1, default: 3},
                          cargo: {type: object, x-kubernetes-preserve-unknown-fields: true}}},
                        status: {type: object, properties: {aboard: {type: integer}}}}}}
                  - name: v2
                    served: true
                    storage: false
                    schema: {openAPIV3Schema: *schema}
                """.formatted(group)).expect(201);
    }

    private String ships(String version) {
        return "/apis/" + group + "/" + version + "/namespaces/" + namespace + "/ships";
    }

    @Test
    void a_declared_kind_is_established_and_discovered_at_once() {
        JsonNode definition = admin.get(CRDS + "/ships." + group).expect(200);

        assertThat(definition.at("/status/acceptedNames/singular").asString()).isEqualTo("ship");
        assertThat(definition.at("/status/storedVersions/0").asString()).isEqualTo("v1");
        assertThat(definition.at("/status/conditions").toString())
                .contains("\"NamesAccepted\"", "\"Established\"")
                .doesNotContain("False");
        assertThat(admin.get("/apis/" + group + "/v1").text())
                .contains("\"ships\"", "\"ships/status\"", "\"ships/scale\"", "\"sh\"");
        assertThat(admin.get("/apis/" + group)
                        .expect(200)
                        .at("/preferredVersion/version")
                        .asString())
                .isEqualTo("v2");
        assertThat(admin.get("/openapi/v3/apis/" + group + "/v1").text()).contains("sailors");
    }

    @Test
    void objects_are_completed_pruned_and_kept() {
        JsonNode made = admin.post(
                        ships("v1"),
                        "{apiVersion: " + group + "/v1, kind: Ship, metadata: {name: a}, "
                                + "spec: {port: Melaka, odd: 1, cargo: {any: [thing]}}, status: {aboard: 5}}")
                .expect(201);

        assertThat(made.at("/spec/sailors").asInt()).isEqualTo(3);
        assertThat(made.at("/spec/odd").isMissingNode()).isTrue();
        assertThat(made.at("/spec/cargo/any/0").asString()).isEqualTo("thing");
        assertThat(made.has("status")).isFalse();
        assertThat(made.at("/metadata/generation").asInt()).isEqualTo(1);

        JsonNode other = admin.get(ships("v2") + "/a").expect(200);
        assertThat(other.path("apiVersion").asString()).isEqualTo(group + "/v2");
        assertThat(other.at("/spec")).isEqualTo(made.at("/spec"));
    }

    @Test
    void what_does_not_fit_the_schema_is_named() {
        JsonNode refused = admin.post(
                        ships("v1"),
                        "{apiVersion: " + group
                                + "/v1, kind: Ship, metadata: {name: a}, spec: {port: melaka, sailors: 0}}")
                .expect(422);

        assertThat(List.of(
                        refused.at("/details/causes/0/field").asString(),
                        refused.at("/details/causes/1/field").asString()))
                .containsExactlyInAnyOrder("spec.port", "spec.sailors");
        admin.post(ships("v1"), "{apiVersion: " + group + "/v1, kind: Ship, metadata: {name: a}, spec: {}}")
                .expect(422);
        admin.post(
                        ships("v1") + "?fieldValidation=Strict",
                        "{apiVersion: " + group + "/v1, kind: Ship, metadata: {name: a}, spec: {port: Melaka, odd: 1}}")
                .expect(400);
    }

    @Test
    void status_and_scale_are_written_apart_and_the_generation_counts_the_specification() {
        admin.post(ships("v1"), "{apiVersion: " + group + "/v1, kind: Ship, metadata: {name: a}, spec: {port: Melaka}}")
                .expect(201);

        admin.merge(ships("v1") + "/a/status", "{status: {aboard: 2}, spec: {port: Johor}}")
                .expect(200);
        admin.merge(ships("v1") + "/a/scale", "{spec: {replicas: 7}}").expect(200);

        JsonNode ship = admin.get(ships("v1") + "/a").expect(200);
        assertThat(ship.at("/spec/port").asString()).isEqualTo("Melaka");
        assertThat(ship.at("/spec/sailors").asInt()).isEqualTo(7);
        assertThat(ship.at("/status/aboard").asInt()).isEqualTo(2);
        assertThat(ship.at("/metadata/generation").asInt()).isEqualTo(2);
        admin.strategic(ships("v1") + "/a", "{spec: {port: Johor}}").expect(415);
    }

    @Test
    void a_table_has_the_declared_columns() {
        admin.post(ships("v1"), "{apiVersion: " + group + "/v1, kind: Ship, metadata: {name: a}, spec: {port: Melaka}}")
                .expect(201);

        JsonNode table = admin.get(ships("v1"), "application/json;as=Table;v=v1;g=meta.k8s.io")
                .expect(200);

        assertThat(table.at("/rows/0/cells")).isEqualTo(Json.parse("[\"a\", \"Melaka\", 3]"));
    }

    @Test
    void a_definition_is_checked_and_another_kind_of_the_same_name_is_not_established() {
        admin.post(
                        CRDS,
                        "{metadata: {name: x." + group + "}, spec: {group: " + group
                                + ", scope: Odd, names: {plural: x, kind: X}, versions: [{name: v1, served: true, storage: true,"
                                + " schema: {openAPIV3Schema: {type: object, properties: {spec: {}}}}}]}}")
                .expect(422);

        admin.post(
                        CRDS,
                        "{metadata: {name: boats." + group + "}, spec: {group: " + group
                                + ", scope: Cluster, names: {plural: boats, kind: Ship}, versions: [{name: v1, served: true, storage: true,"
                                + " schema: {openAPIV3Schema: {type: object}}}]}}")
                .expect(201);

        assertThat(admin.get(CRDS + "/boats." + group).text())
                .contains("ListKindConflict", "\\\"ShipList\\\" is already in use", "NotAccepted");
        admin.get("/apis/" + group + "/v1/boats").expect(404);
    }

    @Test
    void a_watch_sees_custom_objects() throws Exception {
        String revision = admin.get(ships("v1"))
                .expect(200)
                .at("/metadata/resourceVersion")
                .asString();
        try (var watch = new WatchReader(admin.watch(ships("v1") + "?watch=true&resourceVersion=" + revision))) {
            admin.post(
                            ships("v2"),
                            "{apiVersion: " + group + "/v2, kind: Ship, metadata: {name: a}, spec: {port: Melaka}}")
                    .expect(201);

            JsonNode event = watch.next();

            assertThat(event.path("type").asString()).isEqualTo("ADDED");
            assertThat(event.at("/object/apiVersion").asString()).isEqualTo(group + "/v1");
        }
    }

    @Test
    void rules_of_the_schema_are_checked_when_declared_and_judge_every_write() {
        String crd = """
                metadata: {name: ports.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {plural: ports, kind: Port}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {status: {}}
                    schema: {openAPIV3Schema: {type: object, properties: {
                      spec: {type: object, properties: {berths: {type: integer}, name: {type: string,
                        x-kubernetes-validations: [{rule: self == oldSelf, message: name is immutable}]}},
                        x-kubernetes-validations: [{rule: "%2$s", messageExpression: "'no berths at ' + self.name",
                          reason: FieldValueForbidden, fieldPath: .berths}]},
                      status: {type: object, properties: {free: {type: integer, x-kubernetes-validations: [{rule: self >= 0}]}}}}}}
                """;
        String ports = "/apis/" + group + "/v1/namespaces/" + namespace + "/ports";
        String port = "{apiVersion: " + group + "/v1, kind: Port, metadata: {name: a}, spec: {name: %s, berths: %d}}";

        JsonNode refused =
                admin.post(CRDS, crd.formatted(group, "self.berth > 0")).expect(422);
        admin.post(CRDS, crd.formatted(group, "self.berths > 0")).expect(201);

        assertThat(refused.at("/details/causes/0/field").asString())
                .isEqualTo("spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule");
        JsonNode none = admin.post(ports, port.formatted("Melaka", 0)).expect(422);
        assertThat(none.at("/details/causes/0/field").asString()).isEqualTo("spec.berths");
        assertThat(none.at("/details/causes/0/message").asString()).isEqualTo("Forbidden: no berths at Melaka");
        admin.post(ports, port.formatted("Melaka", 1)).expect(201);
        assertThat(admin.merge(ports + "/a", port.formatted("Johor", 1))
                        .expect(422)
                        .at("/message")
                        .asString())
                .contains("spec.name: Invalid value: \"string\": name is immutable");
        admin.merge(ports + "/a", port.formatted("Melaka", 2)).expect(200);
    }
}
