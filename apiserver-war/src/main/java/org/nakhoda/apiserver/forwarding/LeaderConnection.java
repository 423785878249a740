package org.nakhoda.apiserver.forwarding;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.authn.ForwardedCaller;
import org.nakhoda.apiserver.authn.FrontProxyHeaders.Header;
import org.nakhoda.apiserver.proxy.ClientIdentity;
import org.nakhoda.apiserver.proxy.PassedHeaders;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.PercentEncoding;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to the API of a master, with this master's certificate. Over HTTP/1.1, a connection for each request that is
 * under way: behind one that a dead master does not answer, no other waits.
 */
public final class LeaderConnection {
    /** In the answer of a master that did nothing about a request, because it does not lead. */
    static final String NOT_DONE = "X-Nakhoda-Not-Done";

    private static final Logger LOG = LoggerFactory.getLogger(LeaderConnection.class);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    /** As long as Kubernetes lets a request last. */
    private static final Duration ANSWER = Duration.ofSeconds(60);
    /** How long the answer of a master that is known not to lead any more may still be on its way. */
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private static final Duration LOOK = Duration.ofMillis(200);

    /** The JDK's setting for connections that nobody uses: shorter than the 30 s after which the server closes them. */
    private static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";

    private final HttpClient client;

    private LeaderConnection(HttpClient client) {
        this.client = client;
    }

    /**
     * Has the JDK close what is idle before the other side does: a request must not meet a connection that is about to end, as
     * nobody could say whether it was read. The JDK reads its setting once; this has to come before its client is first used.
     */
    public static void expireIdle() {
        if (System.getProperty(KEEP_ALIVE) == null) {
            System.setProperty(KEEP_ALIVE, "20");
        }
    }

    /**
     * @param pki holds ca.crt, which the other masters' API certificates are of, and master.crt and master.key
     * @return empty if there is no certificate for this master
     * @throws IOException if a file cannot be read or is not what it is named after
     */
    public static Optional<LeaderConnection> load(Path pki, Executor executor) throws IOException {
        Path certificate = pki.resolve("master.crt");
        if (!Files.exists(certificate)) {
            return Optional.empty();
        }
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(
                    ClientIdentity.load(certificate, pki.resolve("master.key")),
                    ClientIdentity.trusting(Files.readAllBytes(pki.resolve("ca.crt"))),
                    null);
            return Optional.of(new LeaderConnection(HttpClient.newBuilder()
                    .sslContext(tls)
                    .executor(executor)
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build()));
        } catch (GeneralSecurityException e) {
            throw new IOException("the master's certificate in " + pki + " cannot be used: " + e, e);
        }
    }

    /** What became of a request. */
    sealed interface Sent {
        /** The leader has answered. */
        record Answered(ApiResponse response) implements Sent {}

        /** The request has certainly not been worked on. */
        record NotDone(String why) implements Sent {}
    }

    /**
     * Sends a request and waits for the whole answer.
     *
     * @param leads asked now and then whether that master still leads as far as is known
     * @throws StoreException UNKNOWN_OUTCOME if the request was sent and there is no answer
     * @throws ApiException BAD_REQUEST if it cannot be sent
     */
    Sent send(ApiRequest request, Member leader, BooleanSupplier leads) {
        HttpRequest outgoing = outgoing(request, leader);
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(outgoing, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return read(await(answer, leads), leader);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unknown(leader, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unknown(leader, e);
        } catch (ExecutionException e) {
            Throwable fault = e.getCause();
            if (fault instanceof ConnectException
                    || fault instanceof HttpConnectTimeoutException
                    || fault instanceof NoRouteToHostException
                    || fault instanceof SSLHandshakeException) {
                LOG.debug("the leading master {} cannot be reached: {}", leader.name(), fault.toString());
                return new Sent.NotDone("the leading master " + leader.name() + " cannot be reached");
            }
            throw unknown(leader, fault);
        }
    }

    private static HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> answer, BooleanSupplier leads)
            throws InterruptedException, ExecutionException, TimeoutException {
        long begin = System.nanoTime();
        long last = begin + ANSWER.toNanos();
        boolean deposed = false;
        while (true) {
            try {
                return answer.get(LOOK.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                long now = System.nanoTime();
                if (now - last >= 0) {
                    throw e;
                }
                if (!deposed && !leads.getAsBoolean()) {
                    deposed = true;
                    last = Math.min(last - now, FAREWELL.toNanos()) + now;
                }
            }
        }
    }

    private static StoreException unknown(Member leader, Throwable fault) {
        return new StoreException(
                StoreException.Reason.UNKNOWN_OUTCOME,
                "the leading master " + leader.name() + " was lost while it worked on a request",
                fault);
    }

    private static HttpRequest outgoing(ApiRequest request, Member leader) {
        try {
            HttpRequest.Builder outgoing = HttpRequest.newBuilder(
                            URI.create(leader.api() + PercentEncoding.repaired(request.uri())))
                    .method(
                            request.method(),
                            request.body().length == 0
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(request.body()));
            Header caller = new Header(ForwardedCaller.HEADER, ForwardedCaller.encoded(request.caller()));
            for (Header header : PassedHeaders.ofRequest(request, List.of(caller), false)) {
                add(outgoing, header);
            }
            return outgoing.build();
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("the request cannot be sent on to the leading master: " + e.getMessage());
        }
    }

    /** A header that HTTP does not allow, but a server may have let in, is left out: nothing here knows it. */
    private static void add(HttpRequest.Builder outgoing, Header header) {
        try {
            outgoing.header(header.name(), header.value());
        } catch (IllegalArgumentException e) {
            LOG.debug("the header {} is not sent on: {}", header.name(), e.getMessage());
        }
    }

    private static Sent read(HttpResponse<byte[]> answer, Member leader) {
        if (answer.headers().firstValue(NOT_DONE).isPresent()) {
            return new Sent.NotDone("the master " + leader.name() + " does not lead");
        }
        Map<String, String> headers = PassedHeaders.ofAnswer(answer.headers().map());
        headers.remove("Content-Type");
        String type = answer.headers().firstValue("content-type").orElse("application/octet-stream");
        byte[] body = answer.body();
        // streamed, for it may be compressed and is not to be so again
        return new Sent.Answered(new ApiResponse(
                answer.statusCode(), headers, new ApiResponse.Body.Streamed(type, out -> out.write(body))));
    }
}
