package org.nakhoda.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.apiserver.discovery.Requests.get;
import static org.nakhoda.apiserver.discovery.Requests.json;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.discovery.Requests;
import org.nakhoda.apiserver.discovery.VersionInfo;
import org.nakhoda.apiserver.request.ApiResponse;
import tools.jackson.databind.JsonNode;

class OpenApiRoutesTest {
    private static final String PROTOBUF = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    private final OpenApiRoutes routes =
            new OpenApiRoutes(BuiltinCatalogue.instance(), Map::of, List::of, VersionInfo.ofThisBuild());

    private JsonNode document(String path) {
        return json(routes.handle(get("/openapi/v3/" + path)));
    }

    private static JsonNode schema(JsonNode document, String name) {
        return document.path("components").path("schemas").path(name);
    }

    @Test
    void theIndexLeadsToADocumentForEveryGroupAndVersion() {
        JsonNode paths = json(routes.handle(get("/openapi/v3"))).path("paths");
        assertThat(paths.propertyNames()).contains("api/v1", "apis/apps/v1", "apis/rbac.authorization.k8s.io/v1");
        paths.forEach(path -> {
            String url = path.path("serverRelativeURL").asString();
            ApiResponse response = routes.handle(get(url));
            assertThat(response.status()).as(url).isEqualTo(200);
            assertThat(response.headers().get("Cache-Control")).contains("immutable");
        });
    }

    @Test
    void anOutdatedHashLeadsToTheRightOneAndAnUnknownVersionToNothing() {
        ApiResponse moved = routes.handle(get("/openapi/v3/apis/apps/v1?hash=0"));
        assertThat(moved.status()).isEqualTo(301);
        assertThat(routes.handle(get(moved.headers().get("Location"))).status()).isEqualTo(200);
        assertThatThrownBy(() -> routes.handle(get("/openapi/v3/apis/apps/v9"))).isInstanceOf(ApiException.class);
    }

    @Test
    void everyReferenceHasItsDefinition() {
        JsonNode paths = json(routes.handle(get("/openapi/v3"))).path("paths");
        for (String path : paths.propertyNames()) {
            JsonNode document = document(path);
            for (String reference : references(document)) {
                String name = reference.substring("#/components/schemas/".length());
                assertThat(schema(document, name).isObject())
                        .as(path + " " + reference)
                        .isTrue();
            }
        }
        JsonNode v2 = json(routes.handle(get("/openapi/v2")));
        for (String reference : references(v2)) {
            assertThat(v2.path("definitions")
                            .path(reference.substring("#/definitions/".length()))
                            .isObject())
                    .as(reference)
                    .isTrue();
        }
    }

    private static TreeSet<String> references(JsonNode document) {
        TreeSet<String> found = new TreeSet<>();
        // the schema of schemas has a field of that name, too
        document.findValues("$ref").stream().filter(JsonNode::isString).forEach(ref -> found.add(ref.asString()));
        return found;
    }

    @Test
    void schemasSayWhatMergesAndHow() {
        JsonNode containers = schema(document("api/v1"), "io.k8s.api.core.v1.PodSpec")
                .path("properties")
                .path("containers");
        assertThat(containers.path("type").asString()).isEqualTo("array");
        assertThat(containers.path("x-kubernetes-patch-strategy").asString()).isEqualTo("merge");
        assertThat(containers.path("x-kubernetes-patch-merge-key").asString()).isEqualTo("name");
        assertThat(containers.path("x-kubernetes-list-type").asString()).isEqualTo("map");
        assertThat(containers.path("x-kubernetes-list-map-keys").toString()).isEqualTo("[\"name\"]");
        assertThat(containers.path("items").path("$ref").asString())
                .isEqualTo("#/components/schemas/io.k8s.api.core.v1.Container");
    }

    @Test
    void kindsAreFoundByTheirGroupVersionAndKind() {
        JsonNode deployment = schema(document("apis/apps/v1"), "io.k8s.api.apps.v1.Deployment");
        assertThat(deployment
                        .path("x-kubernetes-group-version-kind")
                        .get(0)
                        .path("kind")
                        .asString())
                .isEqualTo("Deployment");
        JsonNode list = schema(document("apis/apps/v1"), "io.k8s.api.apps.v1.DeploymentList");
        assertThat(list.path("x-kubernetes-group-version-kind")
                        .get(0)
                        .path("kind")
                        .asString())
                .isEqualTo("DeploymentList");
        assertThat(list.path("properties")
                        .path("items")
                        .path("items")
                        .path("$ref")
                        .asString())
                .endsWith("io.k8s.api.apps.v1.Deployment");
    }

    @Test
    void aPatchSaysThatFieldsCanBeValidatedAndThatItCanBeTried() {
        JsonNode patch = document("apis/apps/v1")
                .path("paths")
                .path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
                .path("patch");
        assertThat(patch.path("parameters").valueStream().map(p -> p.path("name")
                        .asString()))
                .contains("fieldValidation", "dryRun", "force");
        assertThat(patch.path("requestBody").path("content").propertyNames())
                .contains("application/strategic-merge-patch+json", "application/apply-patch+yaml");
        assertThat(patch.path("x-kubernetes-group-version-kind").path("kind").asString())
                .isEqualTo("Deployment");
        assertThat(patch.path("x-kubernetes-action").asString()).isEqualTo("patch");
    }

    @Test
    void listsAndObjectsSayHowManagersShareThem() {
        JsonNode core = document("api/v1");
        JsonNode ports = schema(core, "io.k8s.api.core.v1.ServiceSpec").at("/properties/ports");
        assertThat(ports.path("x-kubernetes-list-type").asString()).isEqualTo("map");
        assertThat(ports.path("x-kubernetes-list-map-keys").toString()).isEqualTo("[\"port\",\"protocol\"]");
        assertThat(schema(core, "io.k8s.api.core.v1.ServicePort")
                        .at("/properties/protocol/default")
                        .asString())
                .isEqualTo("TCP");
        assertThat(schema(core, "io.k8s.api.core.v1.ServiceSpec")
                        .at("/properties/selector/x-kubernetes-map-type")
                        .asString())
                .isEqualTo("atomic");
        assertThat(schema(core, "io.k8s.api.core.v1.LocalObjectReference")
                        .path("x-kubernetes-map-type")
                        .asString())
                .isEqualTo("atomic");
        assertThat(schema(core, "io.k8s.api.core.v1.PodSpec").has("x-kubernetes-map-type"))
                .isFalse();
    }

    @Test
    void operationsHaveNamesOfTheirOwn() {
        for (String path : List.of("api/v1", "apis/apps/v1", "apis/authorization.k8s.io/v1")) {
            List<String> ids = new ArrayList<>(document(path).path("paths").findValuesAsString("operationId"));
            assertThat(ids).as(path).doesNotHaveDuplicates().isNotEmpty();
        }
    }

    @Test
    void theProtobufFormHasTheSamePathsAndDefinitions() throws IOException {
        JsonNode v2 = json(routes.handle(get("/openapi/v2")));
        ApiResponse protobuf = routes.handle(get("/openapi/v2", "accept", PROTOBUF));
        assertThat(protobuf.body().contentType()).contains("protobuf").doesNotContain("@");
        List<String> paths = new ArrayList<>();
        List<String> definitions = new ArrayList<>();
        CodedInputStream document = CodedInputStream.newInstance(Requests.bytes(protobuf));
        for (int tag = document.readTag(); tag != 0; tag = document.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (field == 8) {
                paths.addAll(names(document.readByteArray(), 2));
            } else if (field == 9) {
                definitions.addAll(names(document.readByteArray(), 1));
            } else {
                document.skipField(tag);
            }
        }
        assertThat(paths).containsExactlyElementsOf(v2.path("paths").propertyNames());
        assertThat(definitions).containsExactlyElementsOf(v2.path("definitions").propertyNames());
    }

    /** The names in a message that is a map of named values. */
    private static List<String> names(byte[] map, int field) throws IOException {
        List<String> names = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(map);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            assertThat(WireFormat.getTagFieldNumber(tag)).isEqualTo(field);
            CodedInputStream entry = CodedInputStream.newInstance(in.readByteArray());
            assertThat(WireFormat.getTagFieldNumber(entry.readTag())).isEqualTo(1);
            names.add(entry.readString());
        }
        return names;
    }

    @Test
    void whoHasADocumentIsToldSo() {
        String tag =
                routes.handle(get("/openapi/v2", "accept", PROTOBUF)).headers().get("ETag");
        assertThat(routes.handle(get("/openapi/v2", "accept", PROTOBUF, "if-none-match", tag))
                        .status())
                .isEqualTo(304);
    }
}
