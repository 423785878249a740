package org.nakhoda.api.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.kubernetes.client.proto.Runtime;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Bodies as a Go client sends them, made by the official Java client's own protobuf classes. */
final class Envelope {
    private static final ByteString PREFIX = ByteString.copyFrom("k8s\0", StandardCharsets.US_ASCII);

    private Envelope() {}

    static byte[] of(String apiVersion, String kind, MessageLite object) {
        return of(apiVersion, kind, object.toByteString());
    }

    static byte[] of(String apiVersion, String kind, ByteString object) {
        return of(Runtime.Unknown.newBuilder()
                .setTypeMeta(
                        Runtime.TypeMeta.newBuilder().setApiVersion(apiVersion).setKind(kind))
                .setRaw(object)
                .setContentEncoding("")
                .setContentType("")
                .build());
    }

    static byte[] of(Runtime.Unknown unknown) {
        return PREFIX.concat(unknown.toByteString()).toByteArray();
    }

    static ObjectNode decoded(String apiVersion, String kind, MessageLite object) {
        return ProtobufDecoder.decode(of(apiVersion, kind, object));
    }
}
