package org.nakhoda.apiserver.proxy;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.extension.ServiceEndpoints.Endpoint;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.PercentEncoding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes a client's HTTP Upgrade on to another server and, once that has switched protocols, becomes a {@link Tunnel}. */
public final class UpgradeExchange {
    private static final Logger LOG = LoggerFactory.getLogger(UpgradeExchange.class);

    private final Executor executor;

    /** @param executor has two threads for each tunnel */
    public UpgradeExchange(Executor executor) {
        this.executor = executor;
    }

    /** Whether a request is one for another protocol; that of HTTP/2 over plain text is the container's matter. */
    public static boolean asked(HttpServletRequest request) {
        String upgrade = request.getHeader("Upgrade");
        if (upgrade == null || upgrade.isEmpty() || upgrade.startsWith("h2")) {
            return false;
        }
        String connection = request.getHeader("Connection");
        return connection != null && connection.toLowerCase(Locale.ROOT).contains("upgrade");
    }

    /**
     * @param unreachable what a client learns when no server can be reached
     * @throws ApiException if that is so, or the server does not switch and does not say why
     */
    public void connect(
            ApiRequest asked,
            Passage passage,
            HttpServletRequest request,
            HttpServletResponse response,
            Function<Exception, ApiException> unreachable)
            throws IOException, ServletException {
        Socket socket = null;
        boolean handedOver = false;
        try {
            UpgradeHandshake.Answer answer;
            try {
                Connected connected = dial(passage);
                socket = connected.socket();
                answer = UpgradeHandshake.perform(
                        socket,
                        connected.server().uri(passage.scheme()).getAuthority(),
                        asked.method(),
                        PercentEncoding.repaired(passage.asked()),
                        request.getHeader("Upgrade"),
                        PassedHeaders.ofRequest(asked, passage));
            } catch (IOException e) {
                LOG.warn("{}: {}", asked.pathText(), e.toString());
                throw unreachable.apply(e);
            }
            if (!answer.switched()) {
                relay(answer, response);
                return;
            }
            response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
            headers(answer, response);
            response.setHeader("Connection", "Upgrade");
            response.setHeader("Upgrade", answer.header("upgrade", request.getHeader("Upgrade")));
            Tunnel tunnel = request.upgrade(Tunnel.class);
            tunnel.carry(asked.pathText(), socket, answer.stream(), executor);
            handedOver = true;
        } finally {
            if (socket != null && !handedOver) {
                socket.close();
            }
        }
    }

    /** A connection, and to whom. */
    private record Connected(Socket socket, Endpoint server) {}

    private static Connected dial(Passage passage) throws IOException {
        IOException fault = null;
        for (Endpoint server : passage.servers()) {
            try {
                return new Connected(passage.dialer().dial(server.address(), server.port()), server);
            } catch (IOException e) {
                fault = e;
            }
        }
        throw fault;
    }

    private static void headers(UpgradeHandshake.Answer answer, HttpServletResponse response) {
        Map<String, String> passed = PassedHeaders.ofAnswer(answer.headers());
        passed.remove("Content-Length");
        passed.forEach(
                (name, values) -> List.of(values.split("\n", -1)).forEach(value -> response.addHeader(name, value)));
    }

    /** Why the server does not switch; an answer that does not say so is none. */
    private static void relay(UpgradeHandshake.Answer answer, HttpServletResponse response) throws IOException {
        if (answer.status() < 400) {
            throw ApiException.of(Reason.INTERNAL_ERROR, "invalid upgrade response: status code " + answer.status());
        }
        byte[] body = answer.body();
        response.setStatus(answer.status());
        headers(answer, response);
        response.setContentType(answer.header("content-type", "text/plain; charset=utf-8"));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Answers with a refusal, unless there is an answer already. */
    public static void refuse(HttpServletResponse response, ApiException refusal) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = ((ApiResponse.Body.Whole) ApiResponse.of(refusal).body()).bytes();
        response.setStatus(refusal.reason().code());
        response.setContentType(ApiResponse.JSON);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
