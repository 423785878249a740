package org.nakhoda.api.protobuf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.nakhoda.api.status.ApiException;

/**
 * Protobuf's wire format, read forward over a slice of a body. Every method that reads throws {@link ApiException}
 * (BAD_REQUEST) where the bytes end early or are not what the field must be.
 */
final class WireReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private int position;
    private int field;
    private int wireType;

    WireReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /** Moves to the next field; its value must then be read or skipped. */
    boolean next() {
        if (position == end) {
            return false;
        }
        long tag = varint();
        long number = tag >>> 3;
        if (number == 0 || number > 0x1FFF_FFFF) {
            throw malformed("a field has an impossible number");
        }
        field = (int) number;
        wireType = (int) (tag & 7);
        return true;
    }

    /** The current field's number. */
    int field() {
        return field;
    }

    boolean isDelimited() {
        return wireType == DELIMITED;
    }

    boolean atEnd() {
        return position == end;
    }

    long int64() {
        expect(VARINT);
        return varint();
    }

    /** Values beyond 32 bits lose their upper half, as protobuf defines. */
    int int32() {
        return (int) int64();
    }

    boolean bool() {
        return int64() != 0;
    }

    double float64() {
        expect(FIXED64);
        double value = ByteBuffer.wrap(bytes, position, available(Double.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getDouble();
        position += Double.BYTES;
        return value;
    }

    byte[] byteArray() {
        int length = length();
        byte[] value = new byte[length];
        System.arraycopy(bytes, position, value, 0, length);
        position += length;
        return value;
    }

    String string() {
        int length = length();
        try {
            String value = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, position, length))
                    .toString();
            position += length;
            return value;
        } catch (CharacterCodingException e) {
            throw malformed("field " + field + " is not UTF-8 text");
        }
    }

    /** A reader of the current field's message. */
    WireReader message() {
        int length = length();
        position += length;
        return new WireReader(bytes, position - length, position);
    }

    /** A varint of a packed list, which has no tag of its own. */
    long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            available(1);
            byte next = bytes[position++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("a number is longer than ten bytes");
    }

    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> position += available(Long.BYTES);
            case DELIMITED -> message();
            case FIXED32 -> position += available(Integer.BYTES);
            default -> throw malformed("field " + field + " has the unsupported wire type " + wireType);
        }
    }

    private int length() {
        expect(DELIMITED);
        long length = varint();
        if (length < 0 || length > end - position) {
            throw malformed("field " + field + " reaches beyond its message");
        }
        return (int) length;
    }

    private int available(int count) {
        if (count > end - position) {
            throw malformed("it ends in the middle of a value");
        }
        return count;
    }

    private void expect(int wanted) {
        if (wireType != wanted) {
            throw malformed("field " + field + " has the wire type " + wireType + " in place of " + wanted);
        }
    }

    static ApiException malformed(String why) {
        return ApiException.badRequest("error decoding from protobuf: " + why);
    }
}
