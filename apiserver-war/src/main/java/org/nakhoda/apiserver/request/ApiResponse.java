package org.nakhoda.apiserver.request;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import tools.jackson.databind.JsonNode;

/**
 * The answer to an {@link ApiRequest}, before it is HTTP.
 *
 * @param headers beyond Content-Type and Content-Length
 */
public record ApiResponse(int status, Map<String, String> headers, Body body) {
    public static final String JSON = "application/json";

    /** What is sent. */
    public sealed interface Body {
        String contentType();

        /** Bytes that are there already. */
        @SuppressWarnings("ArrayRecordComponent") // sent, never compared
        record Whole(String contentType, byte[] bytes) implements Body {}

        /** Written piece by piece on the caller's thread, such as a large list or a log; ends when {@code write} returns. */
        record Streamed(String contentType, Writer writer) implements Body {}

        /**
         * Frames that come over time, such as a watch: the adapter subscribes and writes without holding a thread.
         */
        record Frames(String contentType, FrameSource source) implements Body {}
    }

    /** Writes a body; flushes where a reader is to see what is there. */
    @FunctionalInterface
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /** Pushes frames into a sink until either side ends. */
    @FunctionalInterface
    public interface FrameSource {
        /**
         * @return ends the source; idempotent
         */
        AutoCloseable start(Sink sink);

        /** Takes frames. Calls come one at a time; {@code frames} is written as one piece and flushed. */
        interface Sink {
            void write(byte[] frames) throws IOException;

            void end();
        }
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
        return json(refusal.reason().code(), refusal.toStatus());
    }
}
