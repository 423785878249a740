package org.nakhoda.apiserver.representation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.request.ApiRequest;

/** What the client accepts: a shape in a format. */
public record Representation(Shape shape, Format format) {
    public static final Representation JSON = new Representation(Shape.WHOLE, Format.JSON);

    private static final Representation YAML = new Representation(Shape.WHOLE, Format.YAML);
    /** Clients repeat a handful of Accept headers; made-up ones must not fill the memory. */
    private static final int MAX_CACHED = 200;

    private static final Map<String, Optional<Representation>> CACHE = new ConcurrentHashMap<>();

    /**
     * Kubernetes' negotiation: the first acceptable of the media types that the client lists, best quality first.
     *
     * @throws ApiException NOT_ACCEPTABLE
     */
    public static Representation negotiate(ApiRequest request) {
        String accept = request.headers().get("accept");
        Representation chosen;
        if (accept == null || accept.isEmpty()) {
            chosen = JSON;
        } else {
            Optional<Representation> known = CACHE.get(accept);
            if (known == null) {
                known = MediaRange.list(accept).stream()
                        .flatMap(range -> offered(range).stream())
                        .findFirst();
                if (CACHE.size() < MAX_CACHED) {
                    CACHE.put(accept, known);
                }
            }
            chosen = known.orElseThrow(Representation::notAcceptable);
        }
        return chosen.format == Format.JSON && request.query().containsKey("pretty") && request.flag("pretty")
                ? new Representation(chosen.shape, Format.PRETTY_JSON)
                : chosen;
    }

    public static ApiException notAcceptable() {
        return ApiException.of(
                Reason.NOT_ACCEPTABLE,
                "only the following media types are accepted: application/json, application/yaml, "
                        + "application/json;as=Table;v=v1;g=meta.k8s.io, "
                        + "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io, "
                        + "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");
    }

    private static Optional<Representation> offered(MediaRange range) {
        Format format =
                switch (range.type()) {
                    case "application/json", "application/*", "*/*" -> Format.JSON;
                    case "application/yaml" -> Format.YAML;
                    default -> null;
                };
        if (format == null) {
            return Optional.empty();
        }
        String as = range.parameter("as");
        if (as.isEmpty()) {
            return Optional.of(format == Format.JSON ? JSON : YAML);
        }
        String version = range.parameter("v");
        if (!range.parameter("g").equals("meta.k8s.io")
                || !List.of("v1", "v1beta1").contains(version)) {
            return Optional.empty();
        }
        return switch (as) {
            case "Table" ->
                version.equals("v1") ? Optional.of(new Representation(new TableShape(), format)) : Optional.empty();
            case "PartialObjectMetadata", "PartialObjectMetadataList" ->
                Optional.of(new Representation(new MetadataShape("meta.k8s.io/" + version), format));
            default -> Optional.empty();
        };
    }
}
