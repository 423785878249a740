package org.nakhoda.apiserver.forwarding;

import java.nio.ByteBuffer;
import org.nakhoda.api.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What two masters write to each other about a request: a head, which later builds may add fields to, and the body as it is.
 *
 * <p>On the wire: four bytes of the head's length, the head as JSON, the body.
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Letter(ObjectNode head, byte[] body) {
    byte[] bytes() {
        byte[] json = Json.bytes(head);
        return ByteBuffer.allocate(Integer.BYTES + json.length + body.length)
                .putInt(json.length)
                .put(json)
                .put(body)
                .array();
    }

    /**
     * @throws IllegalArgumentException if it is none
     */
    static Letter read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int length = bytes.length < Integer.BYTES ? -1 : in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a master has sent what is no request and no answer to one");
        }
        byte[] json = new byte[length];
        byte[] body = new byte[in.get(json).remaining()];
        in.get(body);
        try {
            if (Json.parse(json) instanceof ObjectNode head) {
                return new Letter(head, body);
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("a master has sent broken JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("a master has sent a head that is no JSON object");
    }
}
