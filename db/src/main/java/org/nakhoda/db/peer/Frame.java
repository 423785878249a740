package org.nakhoda.db.peer;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;

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

    private static final int LARGEST = 256 << 20;

    void write(DataOutputStream out) throws IOException {
        out.writeInt(1 + payload.length);
        out.writeByte(kind);
        out.write(payload);
        out.flush();
    }

    /**
     * @throws EOFException if the other side has closed
     */
    static Frame read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 1 || length > LARGEST) {
            throw new IOException(
                    "a frame of " + length + " bytes: the other side does not speak the masters' protocol");
        }
        byte kind = in.readByte();
        byte[] payload = new byte[length - 1];
        in.readFully(payload);
        return new Frame(kind, payload);
    }
}
