package org.nakhoda.apiserver.customresource;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.nakhoda.api.apiextensions.VersionConverter;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.extension.ClientConfig;
import org.nakhoda.apiserver.extension.ExtensionClient;
import org.nakhoda.apiserver.extension.ServiceEndpoints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Conversion strategy Webhook: a server outside converts between the versions of a declared kind. */
public final class ConversionWebhooks implements VersionConverter.Source {
    private static final int TIMEOUT_SECONDS = 30;
    private static final String QUERY = "?timeout=" + TIMEOUT_SECONDS + "s";

    private final ExtensionClient clients;
    private final ServiceEndpoints services;

    public ConversionWebhooks(ExtensionClient clients, ServiceEndpoints services) {
        this.clients = clients;
        this.services = services;
    }

    @Override
    public VersionConverter of(JsonNode definition) {
        JsonNode conversion = definition.path("spec").path("conversion");
        return Tree.text(conversion, "strategy").equals("Webhook")
                ? new Webhook(conversion.path("webhook"))
                : VersionConverter.NONE;
    }

    private final class Webhook implements VersionConverter {
        private final JsonNode declared;

        Webhook(JsonNode declared) {
            this.declared = declared;
        }

        @Override
        public boolean isRemote() {
            return true;
        }

        @Override
        public List<ObjectNode> convert(List<ObjectNode> objects, String apiVersion) {
            ConversionReview review =
                    new ConversionReview(declared.path("conversionReviewVersions"), objects, apiVersion);
            try {
                return review.read(ask(review.body()));
            } catch (FailedConversionException | ApiException e) {
                throw failed(objects, e.getMessage());
            }
        }

        private byte[] ask(byte[] body) throws FailedConversionException {
            ClientConfig server = ClientConfig.resolve(declared.path("clientConfig"), services, QUERY);
            HttpRequest question = HttpRequest.newBuilder(server.uri())
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .timeout(Duration.ofSeconds(TIMEOUT_SECONDS))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            try {
                HttpResponse<byte[]> answer = clients.client(server.peer())
                        .sendAsync(question, HttpResponse.BodyHandlers.ofByteArray())
                        .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .join();
                if (answer.statusCode() != 200) {
                    throw new FailedConversionException("Post \"" + server.shown() + "\": answered with status "
                            + answer.statusCode() + ": " + beginning(answer.body()));
                }
                return answer.body();
            } catch (CompletionException e) {
                throw new FailedConversionException("Post \"" + server.shown() + "\": " + why(e.getCause()));
            }
        }
    }

    /** Kubernetes names the first object's kind, in the version from which it was to be converted. */
    private static ApiException failed(List<ObjectNode> objects, String why) {
        ObjectNode first = objects.get(0);
        return ApiException.of(
                Reason.INTERNAL_ERROR,
                "conversion webhook for " + Tree.text(first, "apiVersion") + ", Kind=" + Tree.text(first, "kind")
                        + " failed: " + why);
    }

    private static String why(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static String beginning(byte[] body) {
        return new String(body, 0, Math.min(body.length, 256), StandardCharsets.UTF_8);
    }
}
