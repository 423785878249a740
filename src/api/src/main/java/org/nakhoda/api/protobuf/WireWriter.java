package org.nakhoda.api.protobuf;

import java.nio.charset.StandardCharsets;

/**
 * Protobuf's wire format, written from the last field to the first: when a message's length is to be written, all that it
 * counts is there already, so that nothing is measured beforehand or moved afterwards.
 */
final class WireWriter {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int MAX_VARINT = 10;

    private byte[] bytes;
    private int start;

    WireWriter(int expectedSize) {
        bytes = new byte[Math.max(64, expectedSize)];
        start = bytes.length;
    }

    int size() {
        return bytes.length - start;
    }

    byte[] toByteArray() {
        byte[] written = new byte[size()];
        System.arraycopy(bytes, start, written, 0, written.length);
        return written;
    }

    void int64(int field, long value) {
        varint(value);
        tag(field, VARINT);
    }

    void bool(int field, boolean value) {
        int64(field, value ? 1 : 0);
    }

    void float64(int field, double value) {
        reserve(Double.BYTES);
        long bits = Double.doubleToRawLongBits(value);
        for (int i = Double.BYTES - 1; i >= 0; i--) {
            bytes[--start] = (byte) (bits >>> 8 * i);
        }
        tag(field, FIXED64);
    }

    void string(int field, String value) {
        int length = value.length();
        reserve(length);
        int at = start;
        for (int i = length - 1; i >= 0; i--) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                byteArray(field, value.getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[--at] = (byte) c;
        }
        start = at;
        varint(length);
        tag(field, DELIMITED);
    }

    void byteArray(int field, byte[] value) {
        raw(value);
        varint(value.length);
        tag(field, DELIMITED);
    }

    /** Bytes that are no field of their own. */
    void raw(byte[] value) {
        reserve(value.length);
        start -= value.length;
        System.arraycopy(value, 0, bytes, start, value.length);
    }

    /** Makes what was written since {@code size()} was {@code end} the message of a field. */
    void message(int field, int end) {
        delimiter(field, size() - end);
    }

    /** What stands before a field's bytes, which the caller writes elsewhere. */
    void delimiter(int field, long length) {
        varint(length);
        tag(field, DELIMITED);
    }

    private void tag(int field, int wireType) {
        varint((long) field << 3 | wireType);
    }

    private void varint(long value) {
        reserve(MAX_VARINT);
        int length = varintSize(value);
        start -= length;
        int at = start;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at] = (byte) rest;
    }

    static int varintSize(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
    }

    private void reserve(int count) {
        if (count <= start) {
            return;
        }
        byte[] larger = new byte[Math.max(bytes.length * 2, size() + count)];
        int moved = larger.length - size();
        System.arraycopy(bytes, start, larger, moved, size());
        start = moved;
        bytes = larger;
    }
}
