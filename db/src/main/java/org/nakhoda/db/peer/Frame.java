package org.nakhoda.db.peer;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.nakhoda.api.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What travels between two masters: a kind and bytes.
 *
 * <p>On the wire: four bytes of length (kind and payload together), one of kind, the payload.
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Frame(byte kind, byte[] payload) {
    /** A JSON document. */
    static final byte JSON = 1;

    /** A JSON document {@code {"message": ...}}: why there is no answer. */
    static final byte REFUSED = 2;

    /** Events, see {@link ChangeCodec}. */
    static final byte EVENTS = 3;

    /** Objects of a state, see {@link ChangeCodec}. */
    static final byte OBJECTS = 4;

    /** Bytes of whoever has masters do something for each other: what is to be done, or the answer to it. */
    static final byte WORK = 5;

    /** For {@link #read}: what a master may send that was asked. */
    static final int LARGEST = 256 << 20;

    /** For {@link #read}: what anybody may ask. A request to the API may have 3 MiB, without its head. */
    static final int LARGEST_QUESTION = 4 << 20;

    void write(DataOutputStream out) throws IOException {
        out.writeInt(1 + payload.length);
        out.writeByte(kind);
        out.write(payload);
        out.flush();
    }

    /**
     * @param largest of kind and payload together; nothing is read, and no memory taken, for a frame that claims to be larger
     * @throws EOFException if the other side has closed
     */
    static Frame read(DataInputStream in, int largest) throws IOException {
        int length = in.readInt();
        if (length < 1 || length > largest) {
            throw new IOException(
                    "a frame of " + length + " bytes: the other side does not speak the masters' protocol");
        }
        byte kind = in.readByte();
        byte[] payload = new byte[length - 1];
        in.readFully(payload);
        return new Frame(kind, payload);
    }

    /** @throws IOException if that is not what it holds */
    ObjectNode json() throws IOException {
        try {
            if ((kind == JSON || kind == REFUSED) && Json.parse(payload) instanceof ObjectNode document) {
                return document;
            }
        } catch (JacksonException e) {
            throw new IOException("a frame with broken JSON: " + e.getOriginalMessage(), e);
        }
        throw new IOException("a frame of kind " + kind + " in which there is no JSON object");
    }
}
