package org.nakhoda.apiserver.aggregation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.aggregation.ApiService.Target;
import org.nakhoda.apiserver.aggregation.ServiceAddresses.Found;
import org.nakhoda.apiserver.authn.FrontProxyHeaders;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.extension.ServiceEndpoints.Endpoint;
import org.nakhoda.apiserver.proxy.ClientIdentity;
import org.nakhoda.apiserver.proxy.Dialer;
import org.nakhoda.apiserver.proxy.Passage;
import org.nakhoda.apiserver.proxy.UncheckedTrust;
import org.nakhoda.apiserver.request.ApiRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to the servers that extend the API. They show the front proxy's certificate, and check the server's for the
 * name of its service.
 */
final class RemoteServers {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteServers.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final ServiceAddresses addresses;
    private final KeyManager[] identity;
    private final Executor executor;
    private final Map<String, Known> clients = new ConcurrentHashMap<>();

    private record Known(Target target, HttpClient client, Dialer dialer) {}

    /** @param identity null if this server has no certificate as a front proxy; callers are anonymous to the others then */
    RemoteServers(ServiceAddresses addresses, KeyManager[] identity, Executor executor) {
        this.addresses = addresses;
        this.identity = identity;
        this.executor = executor;
    }

    /**
     * What the launcher has put there.
     *
     * @return null if there is nothing
     */
    static KeyManager[] frontProxyIdentity(Path pki) throws IOException {
        Path certificate = pki.resolve("front-proxy-client.crt");
        if (!Files.exists(certificate)) {
            LOG.warn(
                    "{} is missing: servers that extend the API will not believe who calls; start the cluster with"
                            + " \"up\", which makes it",
                    certificate);
            return null;
        }
        try {
            return ClientIdentity.load(certificate, pki.resolve("front-proxy-client.key"));
        } catch (GeneralSecurityException e) {
            throw new IOException("the front proxy's certificate in " + pki + " cannot be used: " + e, e);
        }
    }

    /**
     * The way of a request to the service's servers.
     *
     * @param lasting whether the answer may come over time
     * @throws ApiException SERVICE_UNAVAILABLE if there is none
     */
    Passage passage(ApiService service, ApiRequest request, boolean lasting) {
        if (!service.available()
                || !(addresses.find(service.target()) instanceof Found.Addresses found)
                || found.list().isEmpty()) {
            throw ApiException.of(Reason.SERVICE_UNAVAILABLE, "service unavailable");
        }
        List<Endpoint> servers = new ArrayList<>(found.list());
        Collections.shuffle(servers, ThreadLocalRandom.current());
        Known known;
        try {
            known = known(service);
        } catch (IOException e) {
            throw ApiException.of(Reason.SERVICE_UNAVAILABLE, "service unavailable: " + e.getMessage());
        }
        return new Passage(
                known.client(),
                known.dialer(),
                "https",
                servers,
                request.uri(),
                FrontProxyHeaders.of(request.caller()),
                lasting,
                "",
                false);
    }

    /**
     * Reads a whole page of one server.
     *
     * @throws IOException also if the page is not there in time
     */
    HttpResponse<byte[]> get(
            ApiService service, Endpoint address, String uri, String accept, UserInfo caller, Duration timeout)
            throws IOException {
        HttpRequest.Builder asked = HttpRequest.newBuilder(URI.create(address.uri("https") + uri))
                .setHeader("Accept", accept)
                .setHeader("User-Agent", "kube-apiserver");
        FrontProxyHeaders.of(caller).forEach(header -> asked.header(header.name(), header.value()));
        CompletableFuture<HttpResponse<byte[]>> answer =
                known(service).client().sendAsync(asked.build(), HttpResponse.BodyHandlers.ofByteArray());
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + timeout.toSeconds() + " seconds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    private Known known(ApiService service) throws IOException {
        Known known = clients.get(service.name());
        if (known == null || !known.target().equals(service.target())) {
            known = open(service.target(), identity, executor);
            clients.put(service.name(), known);
        }
        return known;
    }

    /** Lets go of the connections to servers that are registered no more. */
    void retain(Set<String> registered) {
        clients.keySet().retainAll(registered);
    }

    private static Known open(Target target, KeyManager[] identity, Executor executor) throws IOException {
        String name = target.service() + "." + target.namespace() + ".svc";
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(identity, new TrustManager[] {trust(target, name)}, null);
            SSLParameters parameters = tls.getDefaultSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(tls)
                    .sslParameters(parameters)
                    .executor(executor)
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
            return new Known(
                    target,
                    client,
                    Dialer.tls(tls, demanded -> demanded.setServerNames(List.of(new SNIHostName(name)))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the caBundle for " + name + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static TrustManager trust(Target target, String name) throws IOException, GeneralSecurityException {
        if (target.unverified()) {
            return new UncheckedTrust();
        }
        TrustManager[] managers;
        if (target.caBundle().isEmpty()) {
            TrustManagerFactory everybodys = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            everybodys.init((java.security.KeyStore) null);
            managers = everybodys.getTrustManagers();
        } else {
            managers = ClientIdentity.trusting(Base64.getMimeDecoder().decode(target.caBundle()));
        }
        for (TrustManager manager : managers) {
            if (manager instanceof X509TrustManager authorities) {
                return new NamedServerTrust(authorities, name);
            }
        }
        throw new GeneralSecurityException("this Java judges no certificates");
    }
}
