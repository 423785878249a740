package org.nakhoda.apiserver.proxy;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.http.HttpRequestReader;
import org.nakhoda.apiserver.http.PassedUpgrades;
import org.nakhoda.apiserver.memory.MemoryStore;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.RequestTarget;

/**
 * The filter alone in a web application, and what passes requests on, over a cluster of one node and two pods. Runs inside the
 * Payara of {@link TunnelTest} and of {@link PassedOnTest}.
 */
@WebListener
public final class TunnelApplication implements ServletContextListener {
    static final String PKI = "tunnel.pki";
    static final String AGENT_PORT = "tunnel.agent-port";
    /** Of an HTTPS server that counts as a node's agent, too. */
    static final String SERVER_PORT = "tunnel.server-port";
    /** Where a request's body is read as the API reads it, and its size answered. */
    static final String SIZE = "/size";

    @Override
    public void contextInitialized(ServletContextEvent event) {
        MemoryStore store = new MemoryStore();
        node(store, "n1", Integer.getInteger(AGENT_PORT));
        node(store, "gone", 9);
        node(store, "web", Integer.getInteger(SERVER_PORT, 9));
        pod(store, "web", "n1");
        pod(store, "lost", "gone");
        var threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "tunnel");
            thread.setDaemon(true);
            return thread;
        });
        try {
            StreamingGate gate = request -> {
                if (!"good".equals(request.credentials().bearerToken())) {
                    throw ApiException.of(Reason.UNAUTHORIZED, "Unauthorized");
                }
                return request;
            };
            AgentDialer dialer = AgentDialer.load(Path.of(System.getProperty(PKI)), threads);
            StreamingFilter filter = new StreamingFilter(HttpRequestReader::head, gate, store, dialer, threads);
            Passages passages = passages(new ProxiedRequests(store, dialer, new Relay(threads)));
            event.getServletContext()
                    .addServlet(
                            "passed", new PassingServlet(gate, passages, new PassedUpgrades(gate, passages, threads)))
                    .addMapping("/api/v1/nodes/*");
            var registration = event.getServletContext().addFilter("streams", filter);
            registration.setAsyncSupported(true);
            event.getServletContext().addServlet("size", new SizeServlet()).addMapping(SIZE);
            registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void node(MemoryStore store, String name, int port) {
        store.put(
                "",
                "nodes",
                "{'metadata':{'name':'" + name
                        + "'},'status':{'addresses':[{'type':'InternalIP','address':'127.0.0.1'}],'daemonEndpoints':{'kubeletEndpoint':{'Port':"
                        + port + "}}}}");
    }

    private static void pod(MemoryStore store, String name, String node) {
        store.put(
                "",
                "pods",
                "{'metadata':{'namespace':'shop','name':'" + name + "'},'spec':{'nodeName':'" + node
                        + "','containers':[{'name':'a'},{'name':'b'}]},'status':{'phase':'Running'}}");
    }

    /** How many streams the request's HTTP/2 session knows, closed ones included; -1 over HTTP/1.1. */
    private static int streams(HttpServletRequest request) {
        Object stream = request.getAttribute("@RoA.org.glassfish.grizzly.http2.Http2Stream");
        if (stream == null) {
            return -1;
        }
        try {
            return ((Map<?, ?>) field(field(stream, "http2Session"), "streamsMap")).size();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        Class<?> type = owner.getClass();
        while (Arrays.stream(type.getDeclaredFields())
                .noneMatch(field -> field.getName().equals(name))) {
            type = type.getSuperclass();
        }
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    private static Passages passages(ProxiedRequests proxied) {
        return new Passages() {
            @Override
            public int segments(String path) {
                return ProxyPath.segments(path);
            }

            @Override
            public Optional<Passage> passage(ApiRequest admitted) {
                return Optional.of(proxied.passage(admitted, RequestTarget.of(admitted)));
            }
        };
    }

    /** Passes on whatever comes. */
    private static final class PassingServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient StreamingGate gate;
        private final transient Passages passages;
        private final transient PassedUpgrades upgrades;

        PassingServlet(StreamingGate gate, Passages passages, PassedUpgrades upgrades) {
            this.gate = gate;
            this.passages = passages;
            this.upgrades = upgrades;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            if (UpgradeExchange.asked(request) && upgrades.answer(request, response)) {
                return;
            }
            try {
                ApiRequest admitted = gate.admit(HttpRequestReader.read(request, passages));
                ApiResponse answer =
                        Relay.pass(admitted, passages.passage(admitted).orElseThrow());
                response.setStatus(answer.status());
                response.setContentType(answer.body().contentType());
                answer.eachHeader(response::addHeader);
                if (answer.body() instanceof ApiResponse.Body.Streamed streamed) {
                    streamed.writer().write(response.getOutputStream());
                } else if (answer.body() instanceof ApiResponse.Body.Frames frames) {
                    write(frames.source(), response);
                }
            } catch (ApiException e) {
                UpgradeExchange.refuse(response, e);
            }
        }
    }

    private static void write(ApiResponse.FrameSource source, HttpServletResponse response) throws IOException {
        while (true) {
            byte[] piece = source.poll();
            if (piece != null) {
                response.getOutputStream().write(piece);
            } else if (source.ended()) {
                source.close();
                return;
            } else {
                CountDownLatch more = new CountDownLatch(1);
                source.onReady(more::countDown);
                try {
                    more.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private static final class SizeServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                int size = HttpRequestReader.read(request).body().length;
                response.setIntHeader("Streams-Known", streams(request));
                response.getWriter().print(size);
            } catch (ApiException e) {
                response.setStatus(e.reason().code());
                response.getWriter().print(e.getMessage());
            }
        }
    }
}
