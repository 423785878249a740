package org.nakhoda.node.server;

import io.netty.handler.codec.http.HttpResponseStatus;

/** An answer that is not what was asked for. */
final class HttpProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient HttpResponseStatus status;

    HttpProblem(HttpResponseStatus status, String message) {
        super(message);
        this.status = status;
    }

    static HttpProblem notFound(String message) {
        return new HttpProblem(HttpResponseStatus.NOT_FOUND, message);
    }

    static HttpProblem badRequest(String message) {
        return new HttpProblem(HttpResponseStatus.BAD_REQUEST, message);
    }

    HttpResponseStatus status() {
        return status;
    }
}
