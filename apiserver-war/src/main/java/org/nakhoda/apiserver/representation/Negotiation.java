package org.nakhoda.apiserver.representation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.nakhoda.api.protobuf.ProtobufDecoder;
import org.nakhoda.api.protobuf.ProtobufEncoder;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.request.ApiRequest;

/** Kubernetes' negotiation: the first acceptable of the media types that the client lists, best quality first. */
final class Negotiation {
    private static final Representation YAML = new Representation(WholeShape.INSTANCE, Format.YAML);
    private static final Representation PROTOBUF = new Representation(WholeShape.INSTANCE, Format.PROTOBUF);
    /** Clients repeat a handful of Accept headers; made-up ones must not fill the memory. */
    private static final int MAX_CACHED = 200;

    private static final Map<String, Choice> CACHE = new ConcurrentHashMap<>();

    private Negotiation() {}

    /**
     * What is chosen for a header.
     *
     * @param best for a kind that has a protobuf form; null if nothing is acceptable
     * @param withoutMessage for a kind that has none; null if nothing is acceptable
     */
    private record Choice(Representation best, Representation withoutMessage) {}

    /**
     * @throws ApiException NOT_ACCEPTABLE
     */
    static Representation of(ApiRequest request, String apiVersion, String kind) {
        String accept = request.headers().get("accept");
        Representation chosen =
                accept == null || accept.isEmpty() ? Representation.JSON : chosen(choice(accept), apiVersion, kind);
        return request.query().containsKey("pretty") && request.flag("pretty") ? chosen.pretty() : chosen;
    }

    private static Representation chosen(Choice choice, String apiVersion, String kind) {
        Representation chosen = choice.best;
        if (chosen != null && needsMessage(chosen) && !ProtobufEncoder.knows(apiVersion, kind)) {
            chosen = choice.withoutMessage;
        }
        if (chosen == null) {
            throw notAcceptable();
        }
        return chosen;
    }

    private static Choice choice(String accept) {
        Choice known = CACHE.get(accept);
        if (known == null) {
            List<Representation> acceptable = MediaRange.list(accept).stream()
                    .flatMap(range -> offered(range).stream())
                    .toList();
            known = new Choice(
                    acceptable.isEmpty() ? null : acceptable.get(0),
                    acceptable.stream()
                            .filter(r -> !needsMessage(r))
                            .findFirst()
                            .orElse(null));
            if (CACHE.size() < MAX_CACHED) {
                CACHE.put(accept, known);
            }
        }
        return known;
    }

    /** Metadata has the same message for all kinds. */
    private static boolean needsMessage(Representation representation) {
        return representation.protobuf() && representation.whole();
    }

    private static ApiException notAcceptable() {
        return notAcceptable("application/json, application/yaml, " + ProtobufDecoder.MEDIA_TYPE);
    }

    /** @param formats that there are */
    static ApiException notAcceptable(String formats) {
        return ApiException.of(Reason.NOT_ACCEPTABLE, "only the following media types are accepted: " + formats);
    }

    private static Optional<Representation> offered(MediaRange range) {
        Representation whole =
                switch (range.type()) {
                    case "application/json", "application/*", "*/*" -> Representation.JSON;
                    case "application/yaml" -> YAML;
                    case ProtobufDecoder.MEDIA_TYPE -> PROTOBUF;
                    default -> null;
                };
        if (whole == null) {
            return Optional.empty();
        }
        if (range.parameter("pretty").equals("1")) {
            whole = whole.pretty();
        }
        String as = range.parameter("as");
        if (as.isEmpty()
                && range.parameter("g").isEmpty()
                && range.parameter("v").isEmpty()) {
            return Optional.of(whole);
        }
        String version = range.parameter("v");
        if (!range.parameter("g").equals("meta.k8s.io")
                || !List.of("v1", "v1beta1").contains(version)
                || whole.protobuf() && !version.equals("v1")) {
            return Optional.empty();
        }
        return switch (as) {
            case "Table" ->
                whole.protobuf() ? Optional.empty() : Optional.of(whole.as(new TableShape("meta.k8s.io/" + version)));
            case "PartialObjectMetadata" -> Optional.of(whole.as(new MetadataShape("meta.k8s.io/" + version, false)));
            case "PartialObjectMetadataList" ->
                Optional.of(whole.as(new MetadataShape("meta.k8s.io/" + version, true)));
            default -> Optional.empty();
        };
    }
}
