package org.nakhoda.apiserver.openapi;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One protobuf message while it is written, field by field. */
final class GnosticMessage {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    /** Nothing is written for an empty text, which is what an absent one means. */
    GnosticMessage text(int field, String value) {
        if (!value.isEmpty()) {
            write(() -> out.writeString(field, value));
        }
        return this;
    }

    /** An element of a repeated field; it counts even if it is empty. */
    GnosticMessage element(int field, String value) {
        write(() -> out.writeString(field, value));
        return this;
    }

    GnosticMessage flag(int field, boolean value) {
        if (value) {
            write(() -> out.writeBool(field, true));
        }
        return this;
    }

    GnosticMessage message(int field, GnosticMessage value) {
        write(() -> out.writeByteArray(field, value.toBytes()));
        return this;
    }

    byte[] toBytes() {
        write(out::flush);
        return bytes.toByteArray();
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }
}
