package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Which APIs the server says it serves, and what servers that extend it find when they start. */
@Timeout(120)
class RegisteredApisTest {
    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

    private final Client admin = RunningApi.admin();

    @Test
    void what_the_server_serves_itself_is_registered_and_available() {
        JsonNode apps = admin.get(SERVICES + "/v1.apps").expect(200);

        assertThat(apps.at("/metadata/labels/kube-aggregator.kubernetes.io~1automanaged")
                        .asString())
                .isEqualTo("onstart");
        assertThat(apps.at("/spec/groupPriorityMinimum").asInt()).isEqualTo(17800);
        assertThat(apps.at("/status/conditions/0/reason").asString()).isEqualTo("Local");
        assertThat(apps.at("/status/conditions/0/status").asString()).isEqualTo("True");
        admin.get(SERVICES + "/v1.").expect(200);
        admin.get(SERVICES + "/v1.apiregistration.k8s.io").expect(404);
        JsonNode table = admin.get(SERVICES, TABLE).expect(200);
        assertThat(table.at("/columnDefinitions").valueStream().map(column -> column.path("name")
                        .asString()))
                .startsWith("Name", "Service", "Available", "Age");
        assertThat(table.path("rows")
                        .valueStream()
                        .filter(row -> row.at("/cells/0").asString().equals("v1.apps"))
                        .map(row -> row.at("/cells/1").asString() + " "
                                + row.at("/cells/2").asString()))
                .containsExactly("Local True");
    }

    @Test
    void the_registration_of_a_custom_group_comes_and_goes_with_its_definition() throws Exception {
        String uri = SERVICES + "?watch=true&fieldSelector=metadata.name=v1.registered.example.com&resourceVersion="
                + admin.get(SERVICES).json().at("/metadata/resourceVersion").asString();
        try (WatchReader watch = new WatchReader(admin.watch(uri))) {
            admin.post(
                            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                            "{metadata: {name: boats.registered.example.com}, spec: {group: registered.example.com,"
                                    + " scope: Namespaced, names: {plural: boats, singular: boat, kind: Boat,"
                                    + " listKind: BoatList}, versions: [{name: v1, served: true, storage: true,"
                                    + " schema: {openAPIV3Schema: {type: object}}}]}}")
                    .expect(201);

            JsonNode added = watch.next();
            assertThat(added.path("type").asString()).isEqualTo("ADDED");
            assertThat(added.at("/object/metadata/labels/kube-aggregator.kubernetes.io~1automanaged")
                            .asString())
                    .isEqualTo("true");
            assertThat(added.at("/object/spec/versionPriority").asInt()).isEqualTo(100);

            String definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/boats.registered.example.com";
            admin.delete(definition).expect(200);
            // the controller that removes a definition's objects does not run here
            admin.merge(definition, "{metadata: {finalizers: []}}").expect(200);

            assertThat(watch.next().path("type").asString()).isEqualTo("DELETED");
        }
    }

    @Test
    void a_server_that_extends_the_api_finds_whom_to_believe() {
        JsonNode data = admin.get("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication")
                .expect(200)
                .path("data");

        assertThat(data.path("client-ca-file").asString()).contains("BEGIN CERTIFICATE");
        assertThat(data.path("requestheader-client-ca-file").asString())
                .contains("BEGIN CERTIFICATE")
                .isNotEqualTo(data.path("client-ca-file").asString());
        assertThat(data.path("requestheader-allowed-names").asString()).isEqualTo("[\"front-proxy-client\"]");
        assertThat(data.path("requestheader-username-headers").asString()).isEqualTo("[\"X-Remote-User\"]");
        assertThat(data.path("requestheader-uid-headers").asString()).isEqualTo("[\"X-Remote-Uid\"]");
        assertThat(data.path("requestheader-group-headers").asString()).isEqualTo("[\"X-Remote-Group\"]");
        assertThat(data.path("requestheader-extra-headers-prefix").asString()).isEqualTo("[\"X-Remote-Extra-\"]");
        admin.get("/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/roles/"
                        + "extension-apiserver-authentication-reader")
                .expect(200);
        admin.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/system:auth-delegator")
                .expect(200);
    }
}
