package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Definitions of kinds: what is accepted, what follows from what, how they change and end. */
class DefinitionsTest {
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private final Client admin = RunningApi.admin();
    private String namespace;
    private String group;

    @BeforeEach
    void aGroup() {
        namespace = RunningApi.namespace();
        group = namespace + ".example.com";
    }

    /** @param names YAML flow without braces; @param more what follows in spec, and each version in v1 */
    private String definition(String plural, String names, String version, String more) {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %1$s.%2$s}
                spec:
                  group: %2$s
                  scope: Namespaced
                  names: {plural: %1$s, %3$s}
                  versions:
                  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {
                      spec: {type: object, properties: {size: {type: integer}, port: {type: string}}}}}}, %4$s}
                %5$s
                """.formatted(plural, group, names, version, more.isEmpty() ? "" : "  " + more);
    }

    private static String condition(JsonNode definition, String type) {
        for (JsonNode condition : definition.at("/status/conditions")) {
            if (condition.path("type").asString().equals(type)) {
                return condition.path("status").asString() + " "
                        + condition.path("reason").asString();
            }
        }
        return "";
    }

    private List<String> fields(String definition) {
        return admin.post(CRDS, definition)
                .expect(422)
                .at("/details/causes")
                .valueStream()
                .map(cause -> cause.path("field").asString())
                .toList();
    }

    @Test
    void names_that_another_kind_gives_up_are_judged_again_without_a_write() throws Exception {
        admin.post(CRDS, definition("ships", "kind: Ship, shortNames: [sh]", "", ""))
                .expect(201);
        JsonNode second = admin.post(CRDS, definition("boats", "kind: Boat, shortNames: [sh, bo]", "", ""))
                .expect(201);

        assertThat(condition(second, "NamesAccepted")).isEqualTo("False ShortNamesConflict");
        assertThat(condition(second, "Established")).isEqualTo("False NotAccepted");
        assertThat(second.at("/status/acceptedNames/shortNames")).isEqualTo(Json.parse("[\"bo\"]"));
        admin.get("/apis/" + group + "/v1/boats").expect(404);

        String from = admin.get(CRDS).revision();
        admin.delete(CRDS + "/ships." + group).expect(200);
        JsonNode ships = admin.get(CRDS + "/ships." + group).expect(200);
        assertThat(condition(ships, "Terminating")).isEqualTo("True InstanceDeletionInProgress");
        admin.merge(CRDS + "/ships." + group, "{metadata: {finalizers: []}}").expect(200);

        try (var watch = new WatchReader(admin.watch(
                CRDS + "?watch=true&fieldSelector=metadata.name%3Dboats." + group + "&resourceVersion=" + from))) {
            JsonNode changed = watch.next().path("object");
            assertThat(condition(changed, "NamesAccepted")).isEqualTo("True NoConflicts");
            assertThat(condition(changed, "Established")).isEqualTo("True InitialNamesAccepted");
        }
        admin.get("/apis/" + group + "/v1/boats").expect(200);
    }

    @Test
    void a_kind_that_is_to_go_takes_no_new_objects_and_lets_the_old_ones_go() {
        String ships = "/apis/" + group + "/v1/namespaces/" + namespace + "/ships";
        String ship = "{apiVersion: " + group + "/v1, kind: Ship, metadata: {name: a, finalizers: [example.com/keep]}}";
        admin.post(CRDS, definition("ships", "kind: Ship", "", "")).expect(201);
        admin.post(ships, ship).expect(201);

        admin.delete(CRDS + "/ships." + group).expect(200);

        admin.post(ships, ship.replace("name: a", "name: b")).refused(405, "MethodNotAllowed");
        admin.delete(ships + "/a").expect(200);
        admin.merge(ships + "/a", "{metadata: {finalizers: []}}").expect(200);
        assertThat(admin.get(ships).expect(200).at("/items")).isEmpty();
    }

    @Test
    void a_version_in_which_objects_may_be_stored_stays() {
        String both = definition("ships", "kind: Ship", "", "")
                + "  - {name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object}}}\n";
        admin.post(CRDS, both).expect(201);
        String moved = both.replace("storage: true", "storage: x")
                .replace("storage: false", "storage: true")
                .replace("storage: x", "storage: false");
        JsonNode second = admin.replace(CRDS + "/ships." + group, moved).expect(200);
        assertThat(second.at("/status/storedVersions")).isEqualTo(Json.parse("[\"v1\", \"v2\"]"));

        ObjectNode without = (ObjectNode) second;
        ((tools.jackson.databind.node.ArrayNode) without.at("/spec/versions")).remove(0);
        JsonNode refused = admin.replace(CRDS + "/ships." + group, without).expect(422);
        assertThat(refused.at("/details/causes/0/field").asString()).isEqualTo("status.storedVersions[0]");
        admin.merge(CRDS + "/ships." + group + "/status", "{status: {storedVersions: [v1]}}")
                .refused(422, "Invalid", "must have the storage version v2");

        admin.merge(CRDS + "/ships." + group + "/status", "{status: {storedVersions: [v2]}}")
                .expect(200);
        ((ObjectNode) without.get("metadata")).remove("resourceVersion");
        admin.replace(CRDS + "/ships." + group, without).expect(200);
        admin.get("/apis/" + group + "/v1").expect(404);
    }

    @Test
    void groups_of_the_community_need_an_approval() {
        group = namespace + ".k8s.io";
        admin.post(CRDS, definition("ships", "kind: Ship", "", ""))
                .refused(422, "Invalid", "metadata.annotations[api-approved.kubernetes.io]: Required value");
        String annotated = definition("ships", "kind: Ship", "", "")
                .replace("metadata: {", "metadata: {annotations: {api-approved.kubernetes.io: \"%s\"}, ");
        admin.post(CRDS, annotated.formatted("by me")).refused(422, "Invalid", "Invalid value: \"by me\"");

        JsonNode made = admin.post(CRDS, annotated.formatted("unapproved, experimental"))
                .expect(201);
        assertThat(condition(made, "KubernetesAPIApprovalPolicyConformant")).isEqualTo("False UnapprovedAnnotation");
        JsonNode approved = admin.merge(
                        CRDS + "/ships." + group,
                        "{metadata: {annotations: {api-approved.kubernetes.io: \"https://example.com/1\"}}}")
                .expect(200);
        assertThat(condition(approved, "KubernetesAPIApprovalPolicyConformant")).isEqualTo("True ApprovedAnnotation");
    }

    @Test
    void clients_of_a_deprecated_version_are_warned_whatever_they_do() {
        admin.post(CRDS, definition("ships", "kind: Ship", "deprecated: true", ""))
                .expect(201);
        admin.post(CRDS, definition("boats", "kind: Boat", "deprecated: true, deprecationWarning: \"take a ship\"", ""))
                .expect(201);
        String path = "/apis/" + group + "/v1/namespaces/" + namespace + "/";

        assertThat(admin.get(path + "ships").headers())
                .containsEntry("Warning", "299 - \"" + group + "/v1 Ship is deprecated\"");
        assertThat(admin.post(path + "boats", "{metadata: {name: a}, odd: 1}")
                        .headers()
                        .get("Warning"))
                .contains("299 - \"take a ship\"");
        assertThat(admin.get(path + "boats/a").headers()).containsEntry("Warning", "299 - \"take a ship\"");
    }

    @Test
    void what_identifies_a_kind_stays_once_it_is_established() {
        admin.post(CRDS, definition("ships", "kind: Ship", "", "")).expect(201);

        JsonNode refused = admin.replace(
                        CRDS + "/ships." + group,
                        definition("ships", "kind: Vessel", "", "").replace("Namespaced", "Cluster"))
                .expect(422);

        assertThat(refused.at("/details/causes").valueStream().map(c -> c.path("field")
                        .asString()))
                .containsExactly("spec.scope", "spec.names.kind");
    }

    @Test
    void every_part_of_a_definition_is_checked() {
        assertThat(fields(definition(
                        "ships",
                        "kind: Ship, listKind: Ship, shortNames: [Sh], categories: [A_b]",
                        "deprecationWarning: x",
                        "")))
                .containsExactly(
                        "spec.names.listKind",
                        "spec.names.shortNames[0]",
                        "spec.names.categories[0]",
                        "spec.versions[0].deprecationWarning");
        assertThat(fields(definition(
                        "ships",
                        "kind: Ship",
                        "additionalPrinterColumns: [{name: A, type: text, jsonPath: .spec.a},"
                                + " {name: B, type: string, format: odd, jsonPath: spec}],"
                                + " subresources: {scale: {specReplicasPath: .status.x, statusReplicasPath: \".status.x[0]\","
                                + " labelSelectorPath: .metadata.x}},"
                                + " selectableFields: [{jsonPath: .spec.size}, {jsonPath: .spec.size}, {jsonPath: .spec},"
                                + " {jsonPath: .metadata.name}, {jsonPath: .spec.none}]",
                        "")))
                .containsExactly(
                        "spec.versions[0].additionalPrinterColumns[0].type",
                        "spec.versions[0].additionalPrinterColumns[1].format",
                        "spec.versions[0].additionalPrinterColumns[1].jsonPath",
                        "spec.versions[0].subresources.scale.specReplicasPath",
                        "spec.versions[0].subresources.scale.statusReplicasPath",
                        "spec.versions[0].subresources.scale.labelSelectorPath",
                        "spec.versions[0].selectableFields[1].jsonPath",
                        "spec.versions[0].selectableFields[2].jsonPath",
                        "spec.versions[0].selectableFields[3].jsonPath",
                        "spec.versions[0].selectableFields[4].jsonPath");
    }

    @Test
    void a_conversion_is_checked() {
        assertThat(fields(definition("ships", "kind: Ship", "", "conversion: {strategy: Webhook}")))
                .containsExactly("spec.conversion.webhookClientConfig", "spec.conversion.conversionReviewVersions");
        assertThat(
                        fields(
                                definition(
                                        "ships",
                                        "kind: Ship",
                                        "",
                                        "conversion: {strategy: None, webhook: {clientConfig: {url: \"https://a\"}, conversionReviewVersions: [v1]}}")))
                .containsExactly("spec.conversion.webhookClientConfig", "spec.conversion.conversionReviewVersions");
        assertThat(fields(definition(
                        "ships",
                        "kind: Ship",
                        "",
                        "conversion: {strategy: Webhook, webhook: {clientConfig: {url: \"http://a\", caBundle: Cg==},"
                                + " conversionReviewVersions: [v7]}}")))
                .containsExactly(
                        "spec.conversion.webhookClientConfig.url",
                        "spec.conversion.webhookClientConfig.caBundle",
                        "spec.conversion.conversionReviewVersions");
        assertThat(fields(definition("ships", "kind: Ship", "", "conversion: {strategy: Odd}")))
                .containsExactly("spec.conversion.strategy");
    }

    @Test
    void defaults_that_come_later_are_seen_in_objects_that_were_there_before_and_fields_that_go_are_not() {
        String ships = "/apis/" + group + "/v1/namespaces/" + namespace + "/ships";
        String before = definition("ships", "kind: Ship", "", "");
        admin.post(CRDS, before).expect(201);
        admin.post(ships, "{metadata: {name: a}, spec: {port: Melaka}}").expect(201);

        JsonNode definition = admin.replace(
                        CRDS + "/ships." + group,
                        before.replace(
                                "size: {type: integer}, port: {type: string}", "size: {type: integer, default: 3}"))
                .expect(200);

        JsonNode seen = admin.get(ships + "/a").expect(200);
        assertThat(seen.path("spec")).isEqualTo(Json.parse("{\"size\": 3}"));
        assertThat(admin.get(ships).expect(200).at("/items/0")).isEqualTo(seen);
        // an update that changes nothing writes what is seen
        String revision = admin.merge(ships + "/a", "{}").revision();
        assertThat(Long.parseLong(revision))
                .isGreaterThan(Long.parseLong(
                        definition.at("/metadata/resourceVersion").asString()));
        assertThat(admin.merge(ships + "/a", "{}").revision()).isEqualTo(revision);
    }

    @Test
    void columns_show_what_their_paths_find() {
        admin.post(
                        CRDS,
                        definition(
                                "ships",
                                "kind: Ship",
                                "additionalPrinterColumns: [{name: Port, type: string, jsonPath: '.spec.port'},"
                                        + " {name: Keeper, type: string, jsonPath: '.metadata.labels.keeper\\.example'},"
                                        + " {name: Owner, type: string, jsonPath: '.metadata.ownerReferences[?(@.controller==true)].name'},"
                                        + " {name: Since, type: date, jsonPath: .metadata.creationTimestamp},"
                                        + " {name: Never, type: date, jsonPath: .spec.port},"
                                        + " {name: Size, type: integer, jsonPath: .spec.size}]",
                                ""))
                .expect(201);
        String ships = "/apis/" + group + "/v1/namespaces/" + namespace + "/ships";
        admin.post(
                        ships,
                        "{metadata: {name: a, labels: {keeper.example: k}, ownerReferences: [{apiVersion: v1, kind: A, name: one,"
                                + " uid: u1}, {apiVersion: v1, kind: A, name: two, uid: u2, controller: true}]},"
                                + " spec: {port: Melaka}}")
                .expect(201);

        JsonNode cells = admin.get(ships, "application/json;as=Table;v=v1;g=meta.k8s.io")
                .expect(200)
                .at("/rows/0/cells");

        assertThat(cells.get(1).asString()).isEqualTo("Melaka");
        assertThat(cells.get(2).asString()).isEqualTo("k");
        assertThat(cells.get(3).asString()).isEqualTo("two");
        assertThat(cells.get(4).asString()).matches("\\d+m?s?\\d*s?");
        assertThat(cells.get(5).asString()).isEqualTo("<invalid>");
        assertThat(cells.get(6).isNull()).isTrue();
    }

    @Test
    void custom_objects_have_no_protobuf_form() {
        admin.post(CRDS, definition("ships", "kind: Ship", "", "")).expect(201);
        String ships = "/apis/" + group + "/v1/namespaces/" + namespace + "/ships";

        admin.get(ships, "application/vnd.kubernetes.protobuf,application/json").expect(200);
        assertThat(admin.get(ships, "application/vnd.kubernetes.protobuf").status())
                .isEqualTo(406);
        assertThat(admin.get(CRDS + "/ships." + group, "application/vnd.kubernetes.protobuf")
                        .status())
                .isEqualTo(200);
    }
}
