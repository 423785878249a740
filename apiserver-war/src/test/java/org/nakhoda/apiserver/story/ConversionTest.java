package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A kind whose versions differ in shape, and the server that converts between them. */
class ConversionTest {
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    @TempDir
    Path directory;

    private final Client admin = RunningApi.admin();
    private ConversionServer server;
    private String namespace;
    private String group;

    @BeforeEach
    void declareServers() throws Exception {
        namespace = RunningApi.namespace();
        group = namespace + ".example.com";
        server = new ConversionServer(directory, "ip:127.0.0.1,dns:convert." + namespace + ".svc");
        admin.post(CRDS, definition(server.declared(), "v1")).expect(201);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String definition(String conversion, String stored) {
        return """
                metadata: {name: hosts.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {plural: hosts, kind: Host}
                  conversion: %2$s
                  versions:
                  - name: v1
                    served: true
                    storage: %3$s
                    subresources: {status: {}, scale: {specReplicasPath: .spec.copies, statusReplicasPath: .status.copies}}
                    schema: {openAPIV3Schema: {type: object, properties: {
                      spec: {type: object, properties: {address: {type: string}, copies: {type: integer}}},
                      status: {type: object, properties: {copies: {type: integer}}}}}}
                  - name: v2
                    served: true
                    storage: %4$s
                    subresources: {status: {}, scale: {specReplicasPath: .spec.copies, statusReplicasPath: .status.copies}}
                    selectableFields: [{jsonPath: .spec.host}]
                    additionalPrinterColumns: [{name: Host, type: string, jsonPath: .spec.host}]
                    schema: {openAPIV3Schema: {type: object, properties: {
                      spec: {type: object, required: [host], properties: {host: {type: string}, port: {type: integer}, copies: {type: integer}}},
                      status: {type: object, properties: {copies: {type: integer}}}}}}
                """.formatted(group, conversion, stored.equals("v1"), stored.equals("v2"));
    }

    private void store(String version) {
        declareAnew(server.declared(), version);
    }

    private void declareAnew(String conversion, String version) {
        admin.replace(
                        CRDS + "/hosts." + group,
                        ((ObjectNode) Yaml.parse(definition(conversion, version)))
                                .put("apiVersion", "apiextensions.k8s.io/v1")
                                .put("kind", "CustomResourceDefinition"))
                .expect(200);
    }

    private String hosts(String version) {
        return "/apis/" + group + "/" + version + "/namespaces/" + namespace + "/hosts";
    }

    private JsonNode make(String name) {
        return admin.post(
                        hosts("v2"),
                        "{apiVersion: " + group + "/v2, kind: Host, metadata: {name: " + name + "}, spec: {host: "
                                + name + ", port: 80}}")
                .expect(201);
    }

    @Test
    void an_object_is_stored_in_one_version_and_read_in_each() {
        JsonNode made = make("melaka");

        assertThat(made.at("/apiVersion").asString()).isEqualTo(group + "/v2");
        assertThat(made.at("/spec")).isEqualTo(Json.parse("{\"host\": \"melaka\", \"port\": 80}"));
        JsonNode old = admin.get(hosts("v1") + "/melaka").expect(200);
        assertThat(old.at("/spec")).isEqualTo(Json.parse("{\"address\": \"melaka:80\"}"));
        assertThat(old.at("/metadata")).isEqualTo(made.at("/metadata"));
        assertThat(admin.get(hosts("v2") + "/melaka").expect(200)).isEqualTo(made);
        assertThat(server.asked().get(0).at("/desiredAPIVersion").asString()).isEqualTo(group + "/v1");
        assertThat(server.asked().get(0).at("/objects/0/metadata/name").asString())
                .isEqualTo("melaka");
    }

    @Test
    void a_converter_may_be_a_service_that_proves_its_name_and_speak_the_older_review() {
        admin.post(
                        "/api/v1/namespaces/" + namespace + "/services",
                        "{metadata: {name: convert}, spec: {type: ExternalName, externalName: localhost}}")
                .expect(201);
        String service =
                "service: {namespace: " + namespace + ", name: %s, path: /convert, port: " + server.port() + "}";
        declareAnew(server.declared(service.formatted("convert"), "v2, v1beta1"), "v1");

        assertThat(make("melaka").at("/spec/host").asString()).isEqualTo("melaka");

        admin.post(
                        "/api/v1/namespaces/" + namespace + "/services",
                        "{metadata: {name: stranger}, spec: {type: ExternalName, externalName: localhost}}")
                .expect(201);
        declareAnew(server.declared(service.formatted("stranger"), "v1"), "v1");
        make_fails("Post \"https://stranger." + namespace + ".svc:" + server.port() + "/convert?timeout=30s\": ");
        declareAnew(server.declared(service.formatted("nobody"), "v1"), "v1");
        make_fails("services \"nobody\" not found");
    }

    @Test
    void one_state_of_an_object_is_converted_once_whoever_reads_it() {
        make("melaka");
        int before = server.asked().size();

        for (int i = 0; i < 5; i++) {
            admin.get(hosts("v2") + "/melaka").expect(200);
            admin.get(hosts("v2")).expect(200);
            admin.get(hosts("v2"), "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
                    .expect(200);
        }

        assertThat(server.asked()).hasSize(before);
    }

    @Test
    void a_list_is_converted_in_one_go() {
        for (String name : new String[] {"johor", "kedah", "melaka"}) {
            admin.post(
                            hosts("v1"),
                            "{apiVersion: " + group + "/v1, kind: Host, metadata: {name: " + name
                                    + "}, spec: {address: \"" + name + ":80\"}}")
                    .expect(201);
        }

        JsonNode list = admin.get(hosts("v2")).expect(200);

        assertThat(server.asked()).hasSize(1);
        assertThat(server.asked().get(0).at("/objects")).hasSize(3);
        assertThat(list.at("/items/2/spec/host").asString()).isEqualTo("melaka");
        assertThat(list.at("/items/2/apiVersion").asString()).isEqualTo(group + "/v2");
        JsonNode selected =
                admin.get(hosts("v2") + "?fieldSelector=spec.host%3Dkedah").expect(200);
        assertThat(selected.at("/items")).hasSize(1);
        assertThat(selected.at("/items/0/metadata/name").asString()).isEqualTo("kedah");
        assertThat(admin.get(hosts("v2"), "application/json;as=Table;v=v1;g=meta.k8s.io")
                        .expect(200)
                        .at("/rows/0/cells/1")
                        .asString())
                .isEqualTo("johor");
    }

    @Test
    void writes_of_every_kind_are_made_in_the_version_of_the_request() {
        make("melaka");

        admin.merge(hosts("v2") + "/melaka", "{spec: {port: 81}}").expect(200);
        assertThat(admin.patch(hosts("v1") + "/melaka", "[{op: test, path: /spec/address, value: \"melaka:81\"}]")
                        .expect(200)
                        .at("/spec/address")
                        .asString())
                .isEqualTo("melaka:81");
        JsonNode put = admin.replace(
                        hosts("v1") + "/melaka",
                        "{apiVersion: " + group
                                + "/v1, kind: Host, metadata: {name: melaka}, spec: {address: \"melaka:82\"}}")
                .expect(200);
        assertThat(put.at("/metadata/generation").asInt()).isEqualTo(3);
        assertThat(admin.get(hosts("v2") + "/melaka")
                        .expect(200)
                        .at("/spec/port")
                        .asInt())
                .isEqualTo(82);
        JsonNode scale = admin.merge(hosts("v2") + "/melaka/scale", "{spec: {replicas: 5}}")
                .expect(200);
        assertThat(scale.at("/spec/replicas").asInt()).isEqualTo(5);
        admin.merge(hosts("v2") + "/melaka/status", "{status: {copies: 4}}").expect(200);
        assertThat(admin.get(hosts("v1") + "/melaka")
                        .expect(200)
                        .at("/status/copies")
                        .asInt())
                .isEqualTo(4);
        admin.delete(hosts("v2") + "/melaka").expect(200);
        admin.get(hosts("v1") + "/melaka").expect(404);
    }

    @Test
    void a_watch_shows_its_version_and_all_watches_of_it_share_a_conversion() throws Exception {
        String from = "?watch=true&resourceVersion=" + admin.get(hosts("v1")).revision();
        try (var first = new WatchReader(admin.watch(hosts("v2") + from));
                var second = new WatchReader(admin.watch(hosts("v2") + from));
                var old = new WatchReader(admin.watch(hosts("v1") + from))) {
            admin.post(
                            hosts("v1"),
                            "{apiVersion: " + group
                                    + "/v1, kind: Host, metadata: {name: melaka}, spec: {address: \"melaka:80\"}}")
                    .expect(201);

            assertThat(first.next().at("/object/spec/host").asString()).isEqualTo("melaka");
            assertThat(second.next().at("/object/spec/host").asString()).isEqualTo("melaka");
            assertThat(old.next().at("/object/spec/address").asString()).isEqualTo("melaka:80");
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void a_watch_ends_when_its_kind_was_declared_anew_and_the_next_one_goes_on_from_there() throws Exception {
        String from = "?watch=true&resourceVersion=" + admin.get(hosts("v1")).revision();
        try (var before = new WatchReader(admin.watch(hosts("v1") + from))) {
            store("v2");
            make("melaka");

            assertThat(before.next()).isNull();
        }
        try (var after = new WatchReader(admin.watch(hosts("v1") + from))) {
            assertThat(after.next().at("/object/spec/address").asString()).isEqualTo("melaka:80");
        }
    }

    @Test
    void what_cannot_be_converted_is_an_error_in_its_version_only() throws Exception {
        admin.post(
                        hosts("v1"),
                        "{apiVersion: " + group
                                + "/v1, kind: Host, metadata: {name: melaka}, spec: {address: \"melaka:80\"}}")
                .expect(201);
        server.refusal = "no ships today";
        String message = "conversion webhook for " + group + "/v1, Kind=Host failed: no ships today";

        admin.get(hosts("v2") + "/melaka").refused(500, "InternalError", message);
        admin.get(hosts("v2")).refused(500, "InternalError", message);
        admin.delete(hosts("v2") + "/melaka").refused(500, "InternalError", message);
        admin.post(
                        hosts("v2"),
                        "{apiVersion: " + group + "/v2, kind: Host, metadata: {name: a}, spec: {host: a, port: 1}}")
                .refused(500, "InternalError", "conversion webhook for " + group + "/v2, Kind=Host failed");
        admin.get(hosts("v1") + "/melaka").expect(200);
        admin.get(hosts("v2") + "?labelSelector=a%3Db").expect(200);
        String from = "?watch=true&resourceVersion=" + admin.get(hosts("v1")).revision();
        try (var watch = new WatchReader(admin.watch(hosts("v2") + from))) {
            admin.merge(hosts("v1") + "/melaka", "{spec: {copies: 1}}").expect(200);

            JsonNode event = watch.next();
            assertThat(event.at("/type").asString()).isEqualTo("ERROR");
            assertThat(event.at("/object/message").asString()).isEqualTo(message);
        }
        admin.delete(hosts("v1") + "/melaka").expect(200);

        server.close();
        make_fails("Post \"https://127.0.0.1:");
    }

    private void make_fails(String... words) {
        admin.post(
                        hosts("v2"),
                        "{apiVersion: " + group + "/v2, kind: Host, metadata: {name: b}, spec: {host: b, port: 1}}")
                .refused(500, "InternalError", words);
    }

    @Test
    void a_converter_may_change_labels_and_annotations_and_no_other_metadata() {
        server.change = (before, after) -> {
            ObjectNode metadata = (ObjectNode) after.get("metadata");
            metadata.putObject("annotations").put("by", "converter");
            metadata.putArray("finalizers").add("example.com/never");
            metadata.remove("managedFields");
        };
        JsonNode made = make("melaka");

        assertThat(made.at("/metadata/annotations/by").asString()).isEqualTo("converter");
        assertThat(made.at("/metadata/finalizers").isMissingNode()).isTrue();
        assertThat(made.at("/metadata/managedFields/0/apiVersion").asString()).isEqualTo(group + "/v2");

        server.change = (before, after) -> ((ObjectNode) after.get("metadata")).put("uid", "other");
        make_fails("returned invalid converted object at index 0: invalid uid");
        server.change = (before, after) -> after.put("kind", "Guest");
        make_fails("invalid kind (expected Host, received Guest)");
        server.change = (before, after) ->
                ((ObjectNode) after.get("metadata")).putObject("labels").put("a", "-b-");
        make_fails("returned invalid metadata in object at index 0");
    }

    @Test
    void objects_stay_in_the_version_in_which_they_were_stored_until_they_are_written_again() {
        make("johor");
        make("kedah");
        store("v2");
        assertThat(admin.get(CRDS + "/hosts." + group).expect(200).at("/status/storedVersions"))
                .isEqualTo(Json.parse("[\"v1\", \"v2\"]"));
        String before = admin.get(hosts("v1") + "/johor").revision();
        server.asked().clear();

        // nothing but the version in which it is stored changes
        JsonNode same = admin.merge(hosts("v2") + "/johor", "{}").expect(200);

        assertThat(same.at("/metadata/resourceVersion").asString()).isNotEqualTo(before);
        assertThat(same.at("/spec/host").asString()).isEqualTo("johor");
        server.asked().clear();
        admin.get(hosts("v2") + "/johor").expect(200);
        assertThat(server.asked()).isEmpty();
        assertThat(admin.merge(hosts("v2") + "/johor", "{}").revision())
                .isEqualTo(same.at("/metadata/resourceVersion").asString());
        server.asked().clear();
        admin.get(hosts("v1") + "/kedah").expect(200);
        assertThat(server.asked()).isEmpty();
        assertThat(admin.get(hosts("v2") + "/kedah")
                        .expect(200)
                        .at("/spec/host")
                        .asString())
                .isEqualTo("kedah");
        assertThat(server.asked()).hasSize(1);
    }

    private Client.Answer apply(String version, String manager, String spec) {
        String configuration =
                "{apiVersion: " + group + "/" + version + ", kind: Host, metadata: {name: melaka}, spec: " + spec + "}";
        return admin.send(
                "PATCH",
                hosts(version) + "/melaka?fieldManager=" + manager,
                Map.of("content-type", "application/apply-patch+yaml"),
                configuration.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void what_is_applied_in_one_version_is_managed_in_that_version() {
        apply("v2", "one", "{host: h, port: 1}").expect(201);

        JsonNode old = admin.get(hosts("v1") + "/melaka").expect(200);

        assertThat(old.at("/spec/address").asString()).isEqualTo("h:1");
        assertThat(old.at("/metadata/managedFields/0/apiVersion").asString()).isEqualTo(group + "/v2");
        assertThat(old.at("/metadata/managedFields/0/fieldsV1/f:spec/f:host").isObject())
                .isTrue();
    }

    @Test
    void a_field_is_in_conflict_under_the_name_that_it_has_in_its_managers_version() {
        apply("v2", "one", "{host: h, port: 1}").expect(201);

        apply("v1", "two", "{address: \"h:2\"}")
                .refused(409, "Conflict", "Apply failed with 1 conflict: conflict with \"one\": .spec.port");
        apply("v1", "two", "{address: \"h:1\", copies: 2}").expect(200);
        JsonNode updated = admin.merge(hosts("v1") + "/melaka?fieldManager=three", "{spec: {address: \"h:3\"}}")
                .expect(200);

        assertThat(fieldsOf(updated, "one")).contains("f:host").doesNotContain("f:port");
        assertThat(fieldsOf(updated, "two")).contains("f:copies").doesNotContain("f:address");
        assertThat(fieldsOf(updated, "three")).contains("f:address");
    }

    @Test
    void what_a_manager_applied_in_another_version_goes_when_it_is_not_applied_any_more() {
        apply("v1", "one", "{address: \"h:1\", copies: 2}").expect(201);

        JsonNode applied = apply("v2", "one", "{host: h, port: 1}").expect(200);

        assertThat(applied.path("spec")).isEqualTo(Json.parse("{\"host\": \"h\", \"port\": 1}"));
        assertThat(applied.at("/metadata/managedFields")).hasSize(1);
        assertThat(applied.at("/metadata/managedFields/0/apiVersion").asString())
                .isEqualTo(group + "/v2");
    }

    private static String fieldsOf(JsonNode object, String manager) {
        for (JsonNode entry : object.at("/metadata/managedFields")) {
            if (entry.path("manager").asString().equals(manager)) {
                return entry.path("fieldsV1").toString();
            }
        }
        return "";
    }
}
