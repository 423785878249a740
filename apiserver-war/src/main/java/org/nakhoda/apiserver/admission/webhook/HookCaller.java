package org.nakhoda.apiserver.admission.webhook;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionObserver;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.webhook.Hooks.Match;
import org.nakhoda.apiserver.admission.webhook.Review.Answer;
import org.nakhoda.apiserver.extension.ExtensionClient;
import org.nakhoda.apiserver.extension.ExtensionClient.Peer;
import org.nakhoda.apiserver.extension.ServiceEndpoints;
import tools.jackson.databind.JsonNode;

/** Asks hooks over HTTPS. So many questions are on their way at once; further ones wait within their own timeout. */
public final class HookCaller {
    private static final int MOST_CALLS = 128;

    private final ExtensionClient clients;
    private final ServiceEndpoints services;
    private final AdmissionObserver observer;
    private final Semaphore places = new Semaphore(MOST_CALLS);

    public HookCaller(ExtensionClient clients, ServiceEndpoints services, AdmissionObserver observer) {
        this.clients = clients;
        this.services = services;
        this.observer = observer;
    }

    /** A question that was sent. */
    interface Pending {
        Answer await() throws FailedCallException;
    }

    /** @param host what the hook is to be called, if that is not the host of the URI */
    private record Address(URI uri, Peer peer, Optional<String> host) {}

    /** @param type of the webhook, as figures name it */
    Pending ask(AdmissionRequest request, Match match, String type) {
        long start = System.nanoTime();
        Pending pending = ask(request, match);
        return () -> {
            boolean rejected = true;
            try {
                Answer answer = pending.await();
                rejected = !answer.allowed();
                return answer;
            } finally {
                observer.webhook(match.hook().name(), type, request.operation(), rejected, System.nanoTime() - start);
            }
        };
    }

    private Pending ask(AdmissionRequest request, Match match) {
        int timeout = match.hook().timeoutSeconds();
        try {
            Address address = address(match.hook().spec().path("clientConfig"), timeout);
            HttpClient client = clients.client(address.peer());
            if (!places.tryAcquire(timeout, TimeUnit.SECONDS)) {
                return failed("failed to call webhook: too many webhooks are being waited for");
            }
            return send(client, address, new Review(request, match), request, timeout);
        } catch (ApiException e) {
            return failed("failed to call webhook: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("failed to call webhook: interrupted");
        }
    }

    private Pending send(HttpClient client, Address address, Review review, AdmissionRequest request, int timeout) {
        URI uri = address.uri();
        CompletableFuture<HttpResponse<byte[]>> answer;
        try {
            HttpRequest.Builder question = HttpRequest.newBuilder(uri)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .timeout(Duration.ofSeconds(timeout))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(review.body()));
            address.host().ifPresent(host -> ExtensionClient.called(question, host));
            answer = client.sendAsync(question.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (RuntimeException e) {
            places.release();
            throw e;
        }
        CompletableFuture<HttpResponse<byte[]>> inTime =
                answer.orTimeout(timeout, TimeUnit.SECONDS).whenComplete((done, failure) -> places.release());
        return () -> {
            try {
                HttpResponse<byte[]> response = inTime.join();
                if (response.statusCode() != 200) {
                    throw new FailedCallException("failed to call webhook: " + uri + " answered with status "
                            + response.statusCode() + ": " + beginning(response.body()));
                }
                return review.read(response.body(), request.operation());
            } catch (CompletionException e) {
                throw new FailedCallException("failed to call webhook: Post \"" + uri + "\": " + why(e.getCause()));
            }
        };
    }

    private static Pending failed(String why) {
        return () -> {
            throw new FailedCallException(why);
        };
    }

    private static String why(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static String beginning(byte[] body) {
        return new String(body, 0, Math.min(body.length, 256), StandardCharsets.UTF_8);
    }

    private Address address(JsonNode config, int timeout) {
        String bundle =
                new String(Base64.getDecoder().decode(config.path("caBundle").asString("")), StandardCharsets.UTF_8);
        String query = "?timeout=" + timeout + "s";
        JsonNode service = config.path("service");
        if (!service.isObject()) {
            return new Address(
                    URI.create(config.path("url").asString("") + query), Peer.atUrl(bundle), Optional.empty());
        }
        String namespace = service.path("namespace").asString("");
        String name = service.path("name").asString("");
        int port = service.path("port").asInt(443);
        URI root = services.resolve(namespace, name, String.valueOf(port)).uri("https");
        return new Address(
                root.resolve(service.path("path").asString("/") + query),
                Peer.ofService(namespace, name, bundle),
                Optional.of(ServiceEndpoints.serverName(namespace, name) + ":" + port));
    }
}
