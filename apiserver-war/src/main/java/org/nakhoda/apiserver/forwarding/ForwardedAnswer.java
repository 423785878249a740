package org.nakhoda.apiserver.forwarding;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.Body;
import tools.jackson.databind.node.ObjectNode;

/** The answer to a {@link ForwardedRequest} on its way back. */
final class ForwardedAnswer {
    private ForwardedAnswer() {}

    static byte[] write(ApiResponse answer) {
        ObjectNode head = Json.object()
                .put("status", answer.status())
                .put("type", answer.body().contentType());
        ObjectNode headers = head.putObject("headers");
        answer.headers().forEach(headers::put);
        return new Letter(head, whole(answer.body())).bytes();
    }

    private static byte[] whole(Body body) {
        if (body instanceof Body.Whole whole) {
            return whole.bytes();
        }
        if (body instanceof Body.Streamed streamed) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try {
                streamed.writer().write(all);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return all.toByteArray();
        }
        throw new IllegalArgumentException("frames are no answer to a write");
    }

    /**
     * @throws IllegalArgumentException if it is none
     */
    static ApiResponse read(byte[] bytes) {
        Letter letter = Letter.read(bytes);
        Map<String, String> headers = new HashMap<>();
        letter.head()
                .path("headers")
                .properties()
                .forEach(e -> headers.put(e.getKey(), e.getValue().asString("")));
        return new ApiResponse(
                letter.head().path("status").asInt(0),
                headers,
                new Body.Whole(letter.head().path("type").asString(""), letter.body()));
    }
}
