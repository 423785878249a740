package org.nakhoda.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.request.ApiResponse.FrameSource;

class WebSocketFramesTest {
    /** Gives its pieces one by one. */
    private static final class Pieces implements FrameSource {
        private final Queue<byte[]> pieces;
        private final boolean ends;
        private boolean closed;

        Pieces(boolean ends, byte[]... pieces) {
            this.pieces = new ArrayDeque<>(List.of(pieces));
            this.ends = ends;
        }

        @Override
        public byte[] poll() {
            return pieces.poll();
        }

        @Override
        public boolean ended() {
            return ends;
        }

        @Override
        public void onReady(Runnable signal) {}

        @Override
        public void close() {
            closed = true;
        }
    }

    /** A frame as clients send it: masked. */
    private static byte[] masked(int opcode, String text) {
        byte[] payload = text.getBytes(UTF_8);
        byte[] mask = {1, 2, 3, (byte) 0xF4};
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else {
            frame.write(0x80 | 126);
            frame.write(payload.length >>> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % 4]);
        }
        return frame.toByteArray();
    }

    @Test
    void everyLineOfJsonIsATextMessageAndTheEndIsAClosure() {
        String large = "x".repeat(300);
        Pieces pieces = new Pieces(true, ("{a}\n" + large + "\n").getBytes(UTF_8));
        WebSocketFrames frames = new WebSocketFrames(pieces, "application/json");

        ByteBuffer sent = ByteBuffer.wrap(frames.poll());

        assertThat(sent.get()).isEqualTo((byte) 0x81);
        assertThat(sent.get()).isEqualTo((byte) 3);
        sent.position(sent.position() + 3);
        assertThat(sent.get()).isEqualTo((byte) 0x81);
        assertThat(sent.get()).isEqualTo((byte) 126);
        assertThat(sent.getShort()).isEqualTo((short) 300);
        assertThat(sent.remaining()).isEqualTo(300);
        assertThat(frames.ended()).isFalse();
        assertThat(frames.poll()).startsWith(0x88, 2, 0x03, 0xE8);
        assertThat(frames.poll()).isNull();
        assertThat(frames.ended()).isTrue();
    }

    @Test
    void anEventInProtobufIsABinaryMessageWithoutItsLength() {
        Pieces pieces = new Pieces(false, new byte[] {0, 0, 0, 2, 7, 8, 0, 0, 0, 1, 9});
        WebSocketFrames frames = new WebSocketFrames(pieces, "application/vnd.kubernetes.protobuf;stream=watch");

        assertThat(frames.poll()).containsExactly(0x82, 2, 7, 8, 0x82, 1, 9);
    }

    @Test
    void aPingIsAnsweredThoughNothingElseHappens() {
        WebSocketFrames frames = new WebSocketFrames(new Pieces(false), "application/json");
        WebSocketReader reader = new WebSocketReader(frames);
        AtomicInteger signals = new AtomicInteger();
        frames.onReady(signals::incrementAndGet);

        for (byte one : masked(1, "y".repeat(200))) {
            reader.read(new byte[] {one}, 1);
        }
        assertThat(signals).hasValue(0);
        byte[] ping = masked(9, "are you there");
        reader.read(ping, ping.length);

        assertThat(signals).hasValue(1);
        assertThat(new String(frames.poll(), UTF_8).substring(2)).isEqualTo("are you there");
    }

    @Test
    void aFarewellEndsTheWatch() {
        Pieces pieces = new Pieces(false, "{}\n".getBytes(UTF_8));
        WebSocketFrames frames = new WebSocketFrames(pieces, "application/json");
        byte[] close = masked(8, "");

        new WebSocketReader(frames).read(close, close.length);

        assertThat(frames.poll()).startsWith(0x88);
        assertThat(frames.ended()).isTrue();
        frames.close();
        assertThat(pieces.closed).isTrue();
    }

    @Test
    void aFrameWithoutAMaskBreaksTheConnectionOff() {
        WebSocketFrames frames = new WebSocketFrames(new Pieces(false), "application/json");

        new WebSocketReader(frames).read(new byte[] {(byte) 0x81, 1, 'x', 0, 0, 0, 0}, 7);

        assertThat(frames.poll()).startsWith(0x88);
    }
}
