package org.nakhoda.apiserver.http;

import java.util.Arrays;

/** Reads a client's WebSocket frames byte by byte. A watch listens to pings and farewells alone; messages are passed over. */
final class WebSocketReader {
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int MAX_CONTROL = 125;

    private final WebSocketFrames answers;
    private final byte[] head = new byte[14];
    private byte[] payload = {};
    private int headSize;
    private int headLength = 2;
    private long left;
    private int payloadSize;
    private boolean broken;

    WebSocketReader(WebSocketFrames answers) {
        this.answers = answers;
    }

    void read(byte[] bytes, int length) {
        for (int i = 0; i < length && !broken; i++) {
            if (headSize < headLength) {
                head[headSize++] = bytes[i];
                if (headSize == 2) {
                    headLength = headLength();
                }
                if (headSize == headLength) {
                    begin();
                }
            } else {
                if (payloadSize < payload.length) {
                    payload[payloadSize] = (byte) (bytes[i] ^ head[headLength - 4 + payloadSize % 4]);
                    payloadSize++;
                }
                left--;
                if (left == 0) {
                    end();
                }
            }
        }
    }

    private int opcode() {
        return head[0] & 0x0F;
    }

    /** A client's frames are masked, by the last four bytes of the head. */
    private int headLength() {
        int length = head[1] & 0x7F;
        return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + 4;
    }

    private void begin() {
        int length = head[1] & 0x7F;
        left = length;
        if (length > MAX_CONTROL) {
            left = 0;
            for (int i = 2; i < headLength - 4; i++) {
                left = left << 8 | head[i] & 0xFF;
            }
        }
        boolean control = opcode() >= CLOSE;
        if ((head[1] & 0x80) == 0 || left < 0 || control && left > MAX_CONTROL) {
            broken = true;
            answers.left();
            return;
        }
        payload = new byte[control ? (int) left : 0];
        payloadSize = 0;
        if (left == 0) {
            end();
        }
    }

    private void end() {
        switch (opcode()) {
            case PING -> answers.pinged(Arrays.copyOf(payload, payloadSize));
            case CLOSE -> answers.left();
            default -> {}
        }
        headSize = 0;
        headLength = 2;
    }
}
