package org.nakhoda.apiserver.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.nakhoda.apiserver.request.ApiResponse.FrameSource;

/**
 * An answer over time as WebSocket frames (RFC 6455): one message an event, text for JSON and binary for protobuf, whose
 * length the message itself tells. Answers to the client's pings and to its farewell go between the events.
 */
final class WebSocketFrames implements FrameSource {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PONG = 10;
    private static final byte[] NORMAL_CLOSURE = {0x03, (byte) 0xE8};
    /** A client that sends pings and does not read must not fill the memory. */
    private static final int MAX_WAITING = 64;

    private final FrameSource source;
    private final boolean json;
    private final Queue<byte[]> pongs = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Runnable> waiting = new AtomicReference<>();
    private volatile boolean farewell;
    private boolean ended;

    WebSocketFrames(FrameSource source, String contentType) {
        this.source = source;
        this.json = contentType.startsWith("application/json");
    }

    /** The client asks whether this end is alive. */
    void pinged(byte[] payload) {
        if (pongs.size() < MAX_WAITING) {
            ByteArrayOutputStream pong = new ByteArrayOutputStream();
            frame(PONG, payload, 0, payload.length, pong);
            pongs.add(pong.toByteArray());
            signal();
        }
    }

    /** The client has said that it goes, or is gone. */
    void left() {
        farewell = true;
        signal();
    }

    @Override
    public byte[] poll() {
        byte[] pong = pongs.poll();
        if (pong != null || ended) {
            return pong;
        }
        byte[] piece = farewell ? null : source.poll();
        if (piece != null) {
            return messages(piece);
        }
        if (farewell || source.ended()) {
            ended = true;
            ByteArrayOutputStream close = new ByteArrayOutputStream();
            frame(CLOSE, NORMAL_CLOSURE, 0, NORMAL_CLOSURE.length, close);
            return close.toByteArray();
        }
        return null;
    }

    /** A piece holds whole events. */
    private byte[] messages(byte[] piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(piece.length + 64);
        int at = 0;
        while (at < piece.length) {
            if (json) {
                int end = at;
                while (end < piece.length && piece[end] != '\n') {
                    end++;
                }
                frame(TEXT, piece, at, end - at, out);
                at = end + 1;
            } else {
                int length = ByteBuffer.wrap(piece, at, Integer.BYTES).getInt();
                frame(BINARY, piece, at + Integer.BYTES, length, out);
                at += Integer.BYTES + length;
            }
        }
        return out.toByteArray();
    }

    private static void frame(int opcode, byte[] payload, int from, int length, ByteArrayOutputStream out) {
        out.write(0x80 | opcode);
        if (length < 126) {
            out.write(length);
        } else if (length < 1 << 16) {
            out.write(126);
            out.write(length >>> 8);
            out.write(length);
        } else {
            out.write(127);
            out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(length).array());
        }
        out.write(payload, from, length);
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public void onReady(Runnable signal) {
        waiting.set(signal);
        if (farewell || !pongs.isEmpty()) {
            signal();
        } else {
            source.onReady(this::signal);
        }
    }

    private void signal() {
        Runnable signal = waiting.getAndSet(null);
        if (signal != null) {
            signal.run();
        }
    }

    @Override
    public void close() {
        waiting.set(null);
        source.close();
    }
}
