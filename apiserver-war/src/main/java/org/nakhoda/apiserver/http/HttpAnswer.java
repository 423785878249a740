package org.nakhoda.apiserver.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.Body;

/** From an {@link ApiResponse} that is there, or is written at once, to HTTP. Large ones are compressed for clients that ask. */
final class HttpAnswer {
    /** Below this size compression costs more than it saves; Kubernetes draws the line here too. */
    private static final long COMPRESSED_FROM = 128 * 1024;

    private static final int BUFFER = 32 * 1024;

    private HttpAnswer() {}

    static Response of(HttpServletRequest request, ApiResponse answer) {
        Response.ResponseBuilder http = Response.status(answer.status())
                .header("Content-Type", answer.body().contentType());
        if (!answer.headers().containsKey("Cache-Control")) {
            http.header("Cache-Control", "no-cache, private");
        }
        answer.eachHeader(http::header);
        if (answer.body() instanceof Body.Whole whole) {
            if (compressed(request, whole.bytes().length)) {
                return gzip(http, out -> out.write(whole.bytes()));
            }
            return http.entity(whole.bytes()).build();
        }
        if (answer.body() instanceof Body.Streamed streamed) {
            if (compressed(request, streamed.size())) {
                return gzip(http, streamed.writer());
            }
            return http.entity((StreamingOutput) out -> streamed.writer().write(out))
                    .build();
        }
        throw new IllegalArgumentException("frames are no answer to a " + request.getMethod());
    }

    private static Response gzip(Response.ResponseBuilder http, ApiResponse.Writer writer) {
        return http.header("Content-Encoding", "gzip")
                .header("Vary", "Accept-Encoding")
                .entity((StreamingOutput) out -> {
                    try (Fast gzip = new Fast(out)) {
                        writer.write(gzip);
                    }
                })
                .build();
    }

    private static boolean compressed(HttpServletRequest request, long size) {
        if (size < COMPRESSED_FROM) {
            return false;
        }
        String accepted = request.getHeader("accept-encoding");
        return accepted != null && accepted.contains("gzip");
    }

    /** The quickest level: on a local network the bytes are cheaper than the cycles. */
    private static final class Fast extends GZIPOutputStream {
        Fast(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
