package org.nakhoda.api.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;

/** Whatever comes is an object or a bad request. */
class MalformedProtobufTest {
    private static final byte[] POD = Envelope.of(
            "v1",
            "Pod",
            V1.Pod.newBuilder()
                    .setMetadata(Meta.ObjectMeta.newBuilder()
                            .setName("p")
                            .putLabels("a", "b")
                            .setCreationTimestamp(Meta.Time.newBuilder().setSeconds(1_700_000_000)))
                    .setSpec(V1.PodSpec.newBuilder()
                            .setPriority(-1)
                            .addContainers(
                                    V1.Container.newBuilder().setName("c").setImage("i")))
                    .build());

    private static void refused(byte[] body, String why) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ProtobufDecoder.decode(body))
                .withMessageContaining("error decoding from protobuf: ")
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BAD_REQUEST));
    }

    private static byte[] revision(ByteString document) {
        return Envelope.of(
                "apps/v1",
                "ControllerRevision",
                V1Apps.ControllerRevision.newBuilder()
                        .setData(Runtime.RawExtension.newBuilder().setRaw(document))
                        .build());
    }

    @Test
    void refusesWhatHasNoPrefix() {
        refused(new byte[0], "does not begin with the prefix");
        refused("{\"kind\":\"Pod\"}".getBytes(StandardCharsets.UTF_8), "does not begin with the prefix");
    }

    @Test
    void refusesAKindThatItDoesNotKnow() {
        refused(
                Envelope.of("example.com/v1", "Thing", ByteString.EMPTY),
                "no kind \"Thing\" is known in version \"example.com/v1\"");
        refused(Arrays.copyOf(POD, 4), "no kind \"\" is known");
    }

    @Test
    void refusesAnEncodingInsideTheEnvelope() {
        Runtime.TypeMeta type =
                Runtime.TypeMeta.newBuilder().setApiVersion("v1").setKind("Pod").build();
        Runtime.Unknown.Builder pod = Runtime.Unknown.newBuilder().setTypeMeta(type);

        refused(Envelope.of(pod.clone().setContentEncoding("gzip").build()), "contentEncoding \"gzip\"");
        refused(Envelope.of(pod.clone().setContentType("application/json").build()), "contentType");
    }

    @Test
    void refusesALengthBeyondTheBody() {
        ByteString metadataOfTwoGigabytes =
                ByteString.copyFrom(new byte[] {0x0A, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07});

        refused(Envelope.of("v1", "Pod", metadataOfTwoGigabytes), "reaches beyond its message");
    }

    @Test
    void refusesAValueOfAnotherType() {
        refused(Envelope.of("v1", "Pod", ByteString.copyFrom(new byte[] {0x08, 1})), "has the wire type 0");
        refused(Envelope.of("v1", "Pod", ByteString.copyFrom(new byte[] {0x7B})), "unsupported wire type 3");
    }

    @Test
    void refusesDocumentsThatAreNotJsonOrTooDeep() {
        int depth = Json.MAX_DEPTH - 1;

        refused(revision(ByteString.copyFromUtf8("{")), "not JSON");
        refused(revision(ByteString.copyFromUtf8("[".repeat(depth + 1) + "]".repeat(depth + 1))), "nested deeper");
        assertThat(Json.parse(Json.bytes(ProtobufDecoder.decode(
                        revision(ByteString.copyFromUtf8("[".repeat(depth) + "]".repeat(depth)))))))
                .isNotNull();
    }

    @Test
    void refusesATimeThatNoCalendarHas() {
        for (long seconds : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 253_402_300_800L}) {
            V1.Pod pod = V1.Pod.newBuilder()
                    .setMetadata(Meta.ObjectMeta.newBuilder()
                            .setCreationTimestamp(Meta.Time.newBuilder().setSeconds(seconds)))
                    .build();

            refused(Envelope.of("v1", "Pod", pod), "out of range");
        }
    }

    @Test
    void refusesEveryTruncatedBody() {
        int refused = 0;
        for (int length = 0; length < POD.length; length++) {
            refused += isRefused(Arrays.copyOf(POD, length)) ? 1 : 0;
        }

        // a body that ends before one of the envelope's last three fields is whole
        assertThat(refused).isEqualTo(POD.length - 3);
    }

    @Test
    void readsOrRefusesWhateverIsMutated() {
        Random random = new Random(20_240_229);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] body = POD.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                body[4 + random.nextInt(body.length - 4)] = (byte) random.nextInt(256);
            }
            refused += isRefused(body) ? 1 : 0;
        }

        assertThat(refused).isBetween(1, 19_999);
    }

    @Test
    void readsOrRefusesRandomBytesAsAnyMessage() {
        Random random = new Random(20_240_301);
        for (int round = 0; round < 20_000; round++) {
            byte[] object = new byte[random.nextInt(64)];
            random.nextBytes(object);

            isRefused(Envelope.of("apps/v1", "Deployment", ByteString.copyFrom(object)));
        }
    }

    /** Fails by any exception but a bad request. */
    private static boolean isRefused(byte[] body) {
        try {
            ProtobufDecoder.decode(body);
            return false;
        } catch (ApiException e) {
            assertThat(e.reason()).isEqualTo(Reason.BAD_REQUEST);
            return true;
        }
    }
}
