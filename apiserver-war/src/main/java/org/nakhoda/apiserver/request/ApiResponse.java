package org.nakhoda.apiserver.request;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import tools.jackson.databind.JsonNode;

/**
 * The answer to an {@link ApiRequest}, before it is HTTP.
 *
 * @param headers beyond Content-Type, and Content-Length unless the body is another server's; several values of one header are
 *     separated by line breaks, which no value has
 */
public record ApiResponse(int status, Map<String, String> headers, Body body) {
    public static final String JSON = "application/json";

    /** What is sent. */
    public sealed interface Body {
        String contentType();

        /** Bytes that are there already. */
        @SuppressWarnings("ArrayRecordComponent") // sent, never compared
        record Whole(String contentType, byte[] bytes) implements Body {}

        /**
         * Written piece by piece on the caller's thread, such as a large list or a log; ends when {@code write} returns.
         *
         * @param size about how many bytes it will be, or -1
         */
        record Streamed(String contentType, long size, Writer writer) implements Body {
            public Streamed(String contentType, Writer writer) {
                this(contentType, -1, writer);
            }
        }

        /** Frames that come over time, such as a watch. */
        record Frames(String contentType, FrameSource source) implements Body {}
    }

    /** Writes a body; flushes where a reader is to see what is there. */
    @FunctionalInterface
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /**
     * A body that comes over time, drained in the reader's own time: the adapter polls while its client can take more,
     * asks for a signal when there is nothing, and holds no thread between. One thread at a time calls it.
     */
    public interface FrameSource extends AutoCloseable {
        /** What is there now, as one piece to be written and flushed; null if there is nothing now. */
        byte[] poll();

        /** Whether nothing will come any more. Asked after {@link #poll} returned null. */
        boolean ended();

        /**
         * Runs {@code signal} once as soon as there is something to poll or the source has ended; at once, on the
         * caller's thread, if that is so already. The signal only hands over.
         */
        void onReady(Runnable signal);

        /** Idempotent; called by the adapter in every case. */
        @Override
        void close();
    }

    /** Tells each header, and one that has several values as many times. */
    public void eachHeader(BiConsumer<String, String> each) {
        headers.forEach((name, value) -> {
            if (value.indexOf('\n') < 0) {
                each.accept(name, value);
            } else {
                value.lines().forEach(line -> each.accept(name, line));
            }
        });
    }

    /** The same answer with further headers. */
    ApiResponse with(Map<String, String> further) {
        if (further.isEmpty()) {
            return this;
        }
        Map<String, String> all = further;
        if (!headers.isEmpty()) {
            all = new HashMap<>(headers);
            all.putAll(further);
        }
        return new ApiResponse(status, all, body);
    }

    public static ApiResponse json(int status, byte[] bytes) {
        return new ApiResponse(status, Map.of(), new Body.Whole(JSON, bytes));
    }

    public static ApiResponse json(int status, JsonNode node) {
        return json(status, Json.bytes(node));
    }

    public static ApiResponse text(int status, String text) {
        return new ApiResponse(
                status,
                Map.of(),
                new Body.Whole("text/plain; charset=utf-8", text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    public static ApiResponse of(ApiException refusal) {
        return json(refusal.code(), refusal.toStatus());
    }
}
