package org.nakhoda.apiserver.story;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.protobuf.ProtobufDecoder;
import org.nakhoda.api.protobuf.ProtobufEncoder;
import org.nakhoda.apiserver.request.ApiResponse.FrameSource;
import org.nakhoda.apiserver.story.Client.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Go clients ask for: everything typed in protobuf, and JSON where there is no message. */
class ProtobufTest {
    private static final String GO = "application/vnd.kubernetes.protobuf,application/json";

    private final Client api = RunningApi.admin();
    private String pods;

    @BeforeEach
    void makePod() {
        pods = "/api/v1/namespaces/" + RunningApi.namespace() + "/pods";
        api.post(pods, """
                        {metadata: {name: p, labels: {a: b}}, spec: {containers: [{name: c, image: i,
                          resources: {limits: {cpu: 0.5, memory: 128Mi}}, ports: [{containerPort: 80}]}]}}""").expect(201);
    }

    @Test
    void an_object_is_the_same_in_protobuf_and_in_json() {
        JsonNode json = api.get(pods + "/p").expect(200);
        Answer protobuf = api.get(pods + "/p", GO);

        assertThat(protobuf.status()).isEqualTo(200);
        assertThat(ProtobufDecoder.decode(protobuf.bytes())).isEqualTo(json);
    }

    @Test
    void what_is_written_in_protobuf_is_answered_in_protobuf() {
        byte[] body = ProtobufEncoder.encode((ObjectNode) Json.parse(
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\"},\"data\":{\"k\":\"AP8=\"}}"));
        String secrets = pods.replace("pods", "secrets");

        Answer created =
                api.send("POST", secrets, Map.of("content-type", ProtobufDecoder.MEDIA_TYPE, "accept", GO), body);

        assertThat(created.status()).isEqualTo(201);
        assertThat(ProtobufDecoder.decode(created.bytes()))
                .isEqualTo(api.get(secrets + "/s").json());
    }

    @Test
    void what_is_written_back_as_it_was_read_is_no_change() {
        String roles = pods.replace("pods", "rolebindings").replace("/api/v1/", "/apis/rbac.authorization.k8s.io/v1/");
        api.post(roles, """
                        {metadata: {name: b, labels: {z: a}}, roleRef: {kind: Role, name: r, apiGroup: rbac.authorization.k8s.io},
                          subjects: [{name: u, kind: User}]}""").expect(201);
        api.merge(roles + "/b", "{metadata: {annotations: {b: c}}}").expect(200);
        Answer read = api.get(roles + "/b", GO);

        Answer written = api.send(
                "PUT", roles + "/b", Map.of("content-type", ProtobufDecoder.MEDIA_TYPE, "accept", GO), read.bytes());

        assertThat(written.status()).isEqualTo(200);
        assertThat(written.bytes()).isEqualTo(read.bytes());
        // and with a generation, which is a number
        Answer pod = api.get(pods + "/p", GO);
        assertThat(api.send(
                                "PUT",
                                pods + "/p",
                                Map.of("content-type", ProtobufDecoder.MEDIA_TYPE, "accept", GO),
                                pod.bytes())
                        .bytes())
                .isEqualTo(pod.bytes());
    }

    @Test
    void a_definition_of_a_kind_is_sent_and_answered_in_protobuf() {
        String group = pods.split("/")[4] + ".example.org";
        byte[] body = ProtobufEncoder.encode((ObjectNode) org.nakhoda.api.json.Yaml.parse("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: ships.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {plural: ships, kind: Ship}
                  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {
                    spec: {type: object, additionalProperties: {type: string}},
                    any: {type: object, x-kubernetes-preserve-unknown-fields: true, default: {a: [1]}}}}}}]
                """.formatted(group)));
        String definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

        Answer created =
                api.send("POST", definitions, Map.of("content-type", ProtobufDecoder.MEDIA_TYPE, "accept", GO), body);

        assertThat(created.status()).isEqualTo(201);
        JsonNode schema = api.get(definitions + "/ships." + group)
                .expect(200)
                .at("/spec/versions/0/schema/openAPIV3Schema/properties");
        assertThat(schema.at("/spec/additionalProperties/type").asString()).isEqualTo("string");
        assertThat(schema.at("/any/default").toString()).isEqualTo("{\"a\":[1]}");
    }

    @Test
    void a_list_has_the_objects_messages() {
        String list = new String(api.get(pods, GO).bytes(), ISO_8859_1);

        assertThat(list).startsWith("k8s\0").contains("PodList").contains("128Mi");
    }

    @Test
    void a_refusal_is_a_status_in_protobuf() {
        Answer missing = api.get(pods + "/absent", GO);

        assertThat(missing.status()).isEqualTo(404);
        ObjectNode status = ProtobufDecoder.decode(missing.bytes());
        assertThat(status.path("reason").asString()).isEqualTo("NotFound");
        assertThat(status.at("/details/name").asString()).isEqualTo("absent");
    }

    @Test
    void a_scale_comes_in_protobuf_too() {
        String sets = "/apis/apps/v1" + pods.substring("/api/v1".length()).replace("pods", "replicasets");
        api.post(sets, """
                        {metadata: {name: r}, spec: {replicas: 0, selector: {matchLabels: {a: b}},
                          template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}}""").expect(201);

        ObjectNode scale = ProtobufDecoder.decode(api.get(sets + "/r/scale", GO).bytes());

        assertThat(scale.path("kind").asString()).isEqualTo("Scale");
        assertThat(scale.at("/status/selector").asString()).isEqualTo("a=b");
    }

    @Test
    void metadata_alone_has_a_message_for_every_kind() {
        String accept = "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,"
                + "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

        String partial = new String(api.get(pods + "/p", accept).bytes(), ISO_8859_1);

        assertThat(partial)
                .startsWith("k8s\0")
                .contains("PartialObjectMetadata")
                .doesNotContain("128Mi");
    }

    @Test
    void a_table_has_no_message_so_the_next_choice_counts() {
        String accept = "application/vnd.kubernetes.protobuf;as=Table;g=meta.k8s.io;v=v1,"
                + "application/json;as=Table;g=meta.k8s.io;v=v1";

        assertThat(api.get(pods, accept).expect(200).path("kind").asString()).isEqualTo("Table");
        api.get(pods, "application/vnd.kubernetes.protobuf;as=Table;g=meta.k8s.io;v=v1")
                .refused(406, "NotAcceptable");
    }

    @Test
    void a_watch_brings_events_each_with_its_length() throws InterruptedException {
        String from = api.get(pods).revision();
        List<String> events = new ArrayList<>();
        try (FrameSource watch = api.watch(
                pods + "?watch=1&allowWatchBookmarks=true&sendInitialEvents=true"
                        + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=1&resourceVersion=" + from,
                GO)) {
            for (byte[] event : events(watch)) {
                events.add(shown(event));
            }
        }

        assertThat(events).startsWith("ADDED p", "BOOKMARK true");
    }

    /** A WatchEvent: field 1 is the type, field 2 the object, a message with the object in its envelope. */
    private static String shown(byte[] event) {
        String text = new String(event, ISO_8859_1);
        String type = text.substring(2, 2 + event[1]);
        ObjectNode object = ProtobufDecoder.decode(Arrays.copyOfRange(event, text.indexOf("k8s\0"), event.length));
        JsonNode metadata = object.path("metadata");
        return type + " "
                + metadata.path("name").asString("")
                + metadata.at("/annotations/k8s.io~1initial-events-end").asString("");
    }

    private static List<byte[]> events(FrameSource watch) throws InterruptedException {
        List<byte[]> events = new ArrayList<>();
        while (true) {
            byte[] piece = watch.poll();
            if (piece != null) {
                ByteBuffer buffer = ByteBuffer.wrap(piece);
                while (buffer.hasRemaining()) {
                    byte[] event = new byte[buffer.getInt()];
                    buffer.get(event);
                    events.add(event);
                }
            } else if (watch.ended()) {
                return events;
            } else {
                CountDownLatch ready = new CountDownLatch(1);
                watch.onReady(ready::countDown);
                ready.await();
            }
        }
    }
}
