package org.nakhoda.apiserver.openapi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/**
 * One protobuf message while it is written, field by field: each is a number with a wire type, then a flag or bytes with
 * their length. This little needs no protobuf library in the server.
 */
final class GnosticMessage {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Nothing is written for an empty text, which is what an absent one means. */
    GnosticMessage text(int field, String value) {
        return value.isEmpty() ? this : element(field, value);
    }

    /** An element of a repeated field; it counts even if it is empty. */
    GnosticMessage element(int field, String value) {
        return delimited(field, value.getBytes(StandardCharsets.UTF_8));
    }

    GnosticMessage flag(int field, boolean value) {
        if (value) {
            varint(field << 3 | VARINT);
            varint(1);
        }
        return this;
    }

    /** One of several fields of which one is there: it counts even if it is false. */
    GnosticMessage choice(int field, boolean value) {
        varint(field << 3 | VARINT);
        varint(value ? 1 : 0);
        return this;
    }

    /** A whole number that is not negative; nothing is written for what is none. */
    GnosticMessage count(int field, JsonNode value) {
        if (value.isNumber() && value.asLong() > 0) {
            varint(field << 3 | VARINT);
            varint(value.asLong());
        }
        return this;
    }

    /** A double; nothing is written for what is no number. */
    GnosticMessage number(int field, JsonNode value) {
        if (value.isNumber()) {
            varint(field << 3 | FIXED_64);
            long bits = Double.doubleToLongBits(value.asDouble());
            for (int i = 0; i < 64; i += 8) {
                bytes.write((int) (bits >>> i) & 0xff);
            }
        }
        return this;
    }

    GnosticMessage message(int field, GnosticMessage value) {
        return delimited(field, value.toBytes());
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private GnosticMessage delimited(int field, byte[] value) {
        varint(field << 3 | LENGTH_DELIMITED);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    /** Seven bits a byte, the lowest first; the eighth says that more follow. */
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
