package org.nakhoda.apiserver.proxy;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.db.store.ClusterStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code pods/exec}, {@code pods/attach} and {@code pods/portforward}: passes the client's HTTP Upgrade to the
 * agent of the pod's node and, once the agent has switched protocols, becomes a {@link Tunnel}. Stands before JAX-RS, which
 * knows no upgrades; every other request passes by.
 *
 * <p>SPDY/3.1 and the older WebSocket channel protocols go through. A client that offers only newer ones is refused, upon
 * which it falls back to SPDY.
 */
public final class StreamingFilter implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(StreamingFilter.class);
    private static final Set<String> WEBSOCKET_PROTOCOLS =
            Set.of("v4.channel.k8s.io", "v4.base64.channel.k8s.io", "channel.k8s.io", "base64.channel.k8s.io");
    private static final List<String> TO_AGENT = List.of(
            "Connection",
            "Upgrade",
            "X-Stream-Protocol-Version",
            "Sec-WebSocket-Key",
            "Sec-WebSocket-Version",
            "Sec-WebSocket-Protocol",
            "Origin",
            "User-Agent");
    private static final Map<String, String> TO_CLIENT = Map.of(
            "upgrade", "Upgrade",
            "x-stream-protocol-version", "X-Stream-Protocol-Version",
            "sec-websocket-accept", "Sec-WebSocket-Accept",
            "sec-websocket-protocol", "Sec-WebSocket-Protocol");

    private final StreamingGate gate;
    private final ClusterStore store;
    private final AgentDialer dialer;
    private final AgentLocator locator;
    private final Executor executor;

    public StreamingFilter(StreamingGate gate, ClusterStore store, AgentDialer dialer, Executor executor) {
        this.gate = gate;
        this.store = store;
        this.dialer = dialer;
        this.locator = new AgentLocator(store);
        this.executor = executor;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http) {
            StreamRequest stream = StreamRequest.of(http);
            if (stream != null) {
                answer(stream, http, (HttpServletResponse) response);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private void answer(StreamRequest stream, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        try {
            ApiRequest admitted = gate.admit(stream.request());
            PodTarget pod = PodTarget.find(store, stream.namespace(), stream.pod());
            requireUpgrade(request);
            pod.requireAssigned();
            String path = stream.kind().agentPath(pod, admitted);
            connect(stream, request, response, locator.locate(pod.node()), path);
        } catch (ApiException e) {
            send(response, e);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), stream.request().pathText(), e);
            send(response, ApiException.of(Reason.INTERNAL_ERROR, "the server's log says what went wrong"));
        }
    }

    /** @throws ApiException if this is no upgrade, or to a protocol that agents do not speak */
    private static void requireUpgrade(HttpServletRequest request) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("POST")) {
            throw ApiException.of(
                    Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource");
        }
        String upgrade = header(request, "Upgrade").toLowerCase(Locale.ROOT);
        if (upgrade.isEmpty()
                || !header(request, "Connection").toLowerCase(Locale.ROOT).contains("upgrade")) {
            throw ApiException.badRequest("Upgrade request required");
        }
        if (upgrade.equals("spdy/3.1")) {
            return;
        }
        if (!upgrade.equals("websocket")) {
            throw ApiException.badRequest("cannot upgrade to " + upgrade + "; SPDY/3.1 and websocket are spoken here");
        }
        String offered = header(request, "Sec-WebSocket-Protocol");
        if (!offered.isEmpty()
                && List.of(offered.split("\\s*,\\s*", -1)).stream().noneMatch(WEBSOCKET_PROTOCOLS::contains)) {
            throw ApiException.of(
                    Reason.FORBIDDEN, "none of the offered WebSocket protocols is spoken here: " + offered);
        }
    }

    private static String header(HttpServletRequest request, String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    private void connect(
            StreamRequest stream, HttpServletRequest request, HttpServletResponse response, Agent agent, String path)
            throws IOException, ServletException {
        Socket socket = null;
        boolean handedOver = false;
        try {
            UpgradeHandshake.Answer answer;
            try {
                socket = dialer.dial(agent);
                answer = UpgradeHandshake.perform(socket, agent, request.getMethod(), path, headersFor(request));
            } catch (IOException e) {
                LOG.warn("{}: {}", stream.request().pathText(), e.toString());
                throw agent.unreachable(e);
            }
            if (!answer.switched()) {
                relayRefusal(answer, response);
                return;
            }
            response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
            response.setHeader("Connection", "Upgrade");
            TO_CLIENT.forEach((name, asSent) -> {
                if (answer.headers().containsKey(name)) {
                    response.setHeader(asSent, answer.headers().get(name));
                }
            });
            Tunnel tunnel = request.upgrade(Tunnel.class);
            tunnel.carry(stream.request().pathText(), socket, answer.stream(), executor);
            handedOver = true;
        } finally {
            if (socket != null && !handedOver) {
                socket.close();
            }
        }
    }

    private static Map<String, String> headersFor(HttpServletRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : TO_AGENT) {
            List<String> values = java.util.Collections.list(request.getHeaders(name));
            if (!values.isEmpty()) {
                headers.put(name, String.join(", ", values));
            }
        }
        return headers;
    }

    private static void relayRefusal(UpgradeHandshake.Answer answer, HttpServletResponse response) throws IOException {
        byte[] body = answer.body();
        response.setStatus(answer.status());
        response.setContentType(answer.headers().getOrDefault("content-type", "text/plain; charset=utf-8"));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static void send(HttpServletResponse response, ApiException refusal) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = ((ApiResponse.Body.Whole) ApiResponse.of(refusal).body()).bytes();
        response.setStatus(refusal.code());
        response.setContentType(ApiResponse.JSON);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
