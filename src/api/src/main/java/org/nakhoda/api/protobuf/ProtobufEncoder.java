package org.nakhoda.api.protobuf;

import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the media type {@value ProtobufDecoder#MEDIA_TYPE}: what {@link ProtobufDecoder} reads. Objects of built-in kinds
 * have such a form; custom resources have none.
 */
public final class ProtobufEncoder {
    private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
    private static final byte[] PREFIX = {'k', '8', 's', 0};
    /** What an envelope takes at most around its object, besides the names of version and kind. */
    private static final int ENVELOPE_BYTES = 48;

    private ProtobufEncoder() {}

    /** Whether a kind has a protobuf form. */
    public static boolean knows(String apiVersion, String kind) {
        return !Messages.nameOf(apiVersion, kind).isEmpty();
    }

    /**
     * An object of a built-in kind, in its envelope.
     *
     * @throws IllegalArgumentException if its kind is not {@linkplain #knows known}
     */
    public static byte[] encode(ObjectNode object) {
        String apiVersion = object.path("apiVersion").asString("");
        String kind = object.path("kind").asString("");
        return envelope(apiVersion, kind, message(apiVersion, kind, object));
    }

    /**
     * An object's message without its envelope, as it stands in a list.
     *
     * @throws IllegalArgumentException if the kind is not {@linkplain #knows known}
     */
    public static byte[] message(String apiVersion, String kind, ObjectNode object) {
        String message = Messages.nameOf(apiVersion, kind);
        if (message.isEmpty()) {
            throw new IllegalArgumentException(apiVersion + " " + kind + " has no protobuf form");
        }
        WireWriter out = new WireWriter(1024);
        MessageWriter.write(out, message, object);
        return out.toByteArray();
    }

    /** The message of a {@code PartialObjectMetadata}. */
    public static byte[] partial(JsonNode metadata) {
        return metadata(metadata, "ObjectMeta", 1);
    }

    /** @param message of any kind, from this class */
    public static byte[] envelope(String apiVersion, String kind, byte[] message) {
        WireWriter out = new WireWriter(message.length + ENVELOPE_BYTES + apiVersion.length() + kind.length());
        out.string(4, "");
        out.string(3, "");
        out.byteArray(2, message);
        typeMeta(out, apiVersion, kind);
        out.raw(PREFIX);
        return out.toByteArray();
    }

    /**
     * How a list begins: the envelope and the list's metadata; its items, each after its {@link #itemHead}, and {@link #listEnd} have
     * to follow.
     *
     * @param items the bytes of all items, each with its {@link #itemHead}
     */
    public static byte[] listHead(String apiVersion, String listKind, ObjectNode metadata, long items) {
        byte[] listMeta = metadata(metadata, "ListMeta", 1);
        WireWriter out = new WireWriter(listMeta.length + ENVELOPE_BYTES + apiVersion.length() + listKind.length());
        out.raw(listMeta);
        out.delimiter(2, listMeta.length + items);
        typeMeta(out, apiVersion, listKind);
        out.raw(PREFIX);
        return out.toByteArray();
    }

    /** What stands before an item of a list. */
    public static byte[] itemHead(byte[] message) {
        WireWriter out = new WireWriter(16);
        out.delimiter(2, message.length);
        return out.toByteArray();
    }

    /** What stands after a list's last item. */
    public static byte[] listEnd() {
        WireWriter out = new WireWriter(16);
        out.string(4, "");
        out.string(3, "");
        return out.toByteArray();
    }

    /**
     * An event of a watch, with its length before it in four bytes, the most significant first.
     *
     * @param object in its envelope
     */
    public static byte[] watchEvent(String type, byte[] object) {
        WireWriter out = new WireWriter(object.length + ENVELOPE_BYTES);
        out.byteArray(1, object);
        out.message(2, 0);
        out.string(1, type);
        int length = out.size();
        out.raw(new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        return out.toByteArray();
    }

    private static byte[] metadata(JsonNode metadata, String message, int field) {
        WireWriter out = new WireWriter(512);
        MessageWriter.write(out, META + message, metadata instanceof ObjectNode object ? object : Json.object());
        out.message(field, 0);
        return out.toByteArray();
    }

    private static void typeMeta(WireWriter out, String apiVersion, String kind) {
        int end = out.size();
        out.string(2, kind);
        out.string(1, apiVersion);
        out.message(1, end);
    }
}
