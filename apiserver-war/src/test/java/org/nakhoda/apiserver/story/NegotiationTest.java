package org.nakhoda.apiserver.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.protobuf.ProtobufDecoder;
import org.nakhoda.apiserver.story.Client.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which of its forms an object, a list or a discovery document is sent in, and which bodies are read. */
class NegotiationTest {
    private static final String ACCEPTED = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
    private static final String DISCOVERY = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final Client api = RunningApi.admin();
    private String maps;

    @BeforeEach
    void makeMap() {
        maps = "/api/v1/namespaces/" + RunningApi.namespace() + "/configmaps";
        api.post(maps, "{metadata: {name: m}, data: {k: v}}").expect(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json                                                     | {
            */*                                                                  | {
            application/*                                                        | {
            application/json; charset=utf-8                                      | {
            application/json;profile=x;unknown=y                                 | {
            application/yaml                                                     | kind:
            application/yaml;q=0.5,application/json                              | {
            application/json;q=0.4, application/yaml;q=0.9                       | kind:
            */*, application/yaml                                                | kind:
            application/cbor, application/yaml                                   | kind:
            application/json;as=Nothing;g=meta.k8s.io;v=v1, application/yaml     | kind:
            application/vnd.kubernetes.protobuf, application/json                | k8s
            application/vnd.kubernetes.protobuf;q=0.8, application/json;q=0.9    | {
            application/json;as=Table;v=v1;g=meta.k8s.io;q=0.1, application/yaml | kind:
            """)
    void what_the_client_wants_most_is_sent(String accept, String begin) {
        assertThat(api.get(maps + "/m", accept).text()).startsWith(begin);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/cbor
            text/html
            application/json;as=Table;v=v2;g=meta.k8s.io
            application/json;as=Table;v=v1;g=example.org
            application/json;v=v1;g=meta.k8s.io
            application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io
            """)
    void what_there_is_not_is_refused_by_the_names_of_what_there_is(String accept) {
        api.get(maps + "/m", accept)
                .refused(406, "NotAcceptable", "only the following media types are accepted: " + ACCEPTED);
    }

    @Test
    void a_watch_has_only_what_can_be_sent_piece_by_piece() {
        Answer refused = api.get(maps + "?watch=1", "application/yaml");

        assertThat(refused.status()).isEqualTo(406);
        assertThat(Yaml.parse(refused.text()).path("message").asString())
                .isEqualTo("only the following media types are accepted: application/json;stream=watch, "
                        + "application/vnd.kubernetes.protobuf;stream=watch");
    }

    @Test
    void metadata_alone_is_asked_of_an_object_or_of_a_list_each_by_its_name() {
        String metadata = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
        String list = "application/json;as=PartialObjectMetadataList;v=v1beta1;g=meta.k8s.io";

        assertThat(api.get(maps + "/m", metadata).expect(200).path("kind").asString())
                .isEqualTo("PartialObjectMetadata");
        JsonNode answer = api.get(maps, list).expect(200);
        assertThat(answer.path("kind").asString()).isEqualTo("PartialObjectMetadataList");
        assertThat(answer.path("apiVersion").asString()).isEqualTo("meta.k8s.io/v1beta1");
        api.get(maps, metadata)
                .refused(406, "NotAcceptable", "PartialObjectMetadata, but the requested object is a list");
        api.get(maps + "/m", list).refused(406, "NotAcceptable", "but the requested object is not a list");
    }

    @Test
    void a_table_comes_in_both_versions_and_as_yaml() {
        JsonNode old = api.get(maps, "application/json;as=Table;v=v1beta1;g=meta.k8s.io")
                .expect(200);
        JsonNode yaml = Yaml.parse(
                api.get(maps, "application/yaml;as=Table;v=v1;g=meta.k8s.io").text());

        assertThat(old.path("apiVersion").asString()).isEqualTo("meta.k8s.io/v1beta1");
        assertThat(old.at("/rows/0/object/apiVersion").asString()).isEqualTo("meta.k8s.io/v1beta1");
        assertThat(yaml.path("kind").asString()).isEqualTo("Table");
        assertThat(yaml.at("/rows/0/cells/0").asString()).isEqualTo("m");
    }

    @Test
    void pretty_is_asked_for_in_the_query_or_with_the_media_type() {
        assertThat(api.get(maps + "/m").text()).doesNotContain("\n");
        assertThat(api.get(maps + "/m?pretty=true").text()).contains("\n");
        assertThat(api.get(maps + "/m", "application/json;pretty=1").text()).contains("\n");
    }

    @Test
    void a_refusal_comes_in_what_was_asked_for() {
        Answer refused = api.get(maps + "/absent", "application/yaml");

        assertThat(refused.status()).isEqualTo(404);
        assertThat(Yaml.parse(refused.text()).path("reason").asString()).isEqualTo("NotFound");
    }

    @Test
    void bodies_are_json_yaml_or_protobuf() {
        String yaml = "metadata: {name: other}\ndata: {k: v}\n";
        send("application/yaml; charset=utf-8", yaml).expect(201);
        send("application/cbor", yaml)
                .refused(
                        415,
                        "UnsupportedMediaType",
                        "the body of the request was in an unknown format - accepted media types include: " + ACCEPTED);
        send("text/plain", yaml).refused(415, "UnsupportedMediaType");
        api.send(
                        "DELETE",
                        maps + "/other",
                        Map.of("content-type", "application/yaml"),
                        "gracePeriodSeconds: 0".getBytes(UTF_8))
                .expect(200);
    }

    @Test
    void discovery_comes_in_every_format() {
        for (String path : new String[] {"/api", "/apis", "/api/v1", "/apis/apps", "/apis/apps/v1"}) {
            JsonNode json = api.get(path).expect(200);
            Answer protobuf = api.get(path, "application/vnd.kubernetes.protobuf,application/json");
            ObjectNode decoded = ProtobufDecoder.decode(protobuf.bytes());

            assertThat(Yaml.parse(api.get(path, "application/yaml").text())).isEqualTo(json);
            assertThat(decoded.path("kind")).isEqualTo(json.path("kind"));
            decoded.remove("apiVersion");
            ((ObjectNode) json).remove("apiVersion");
            assertThat(decoded).as(path).isEqualTo(json);
        }
    }

    @Test
    void all_of_discovery_in_one_document_comes_in_every_format_with_a_tag_of_its_own() {
        Answer json = api.get("/apis", "application/json" + DISCOVERY + ",application/json");
        Answer protobuf = api.get("/apis", "application/vnd.kubernetes.protobuf" + DISCOVERY);

        ObjectNode decoded = ProtobufDecoder.decode(protobuf.bytes());
        assertThat(decoded.path("apiVersion").asString()).isEqualTo("apidiscovery.k8s.io/v2");
        assertThat(decoded.path("kind").asString()).isEqualTo("APIGroupDiscoveryList");
        assertThat(decoded.at("/items/0/versions")).isEqualTo(json.json().at("/items/0/versions"));
        assertThat(protobuf.headers())
                .containsEntry("Cache-Control", "public")
                .containsEntry("Vary", "Accept")
                .hasEntrySatisfying("ETag", tag -> assertThat(tag)
                        .isNotEqualTo(json.headers().get("ETag")));
        assertThat(api.send(
                                "GET",
                                "/apis",
                                Map.of(
                                        "accept",
                                        "application/vnd.kubernetes.protobuf" + DISCOVERY,
                                        "if-none-match",
                                        protobuf.headers().get("ETag")),
                                new byte[0])
                        .status())
                .isEqualTo(304);
        api.get("/apis", "application/cbor").refused(406, "NotAcceptable", ACCEPTED);
    }

    private Answer send(String mediaType, String body) {
        return api.send("POST", maps, Map.of("content-type", mediaType), body.getBytes(UTF_8));
    }
}
