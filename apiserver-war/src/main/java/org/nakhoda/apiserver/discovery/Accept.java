package org.nakhoda.apiserver.discovery;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.apiserver.request.ApiRequest;

/** Chooses the form of an answer by the Accept header: the client's order decides, weights are ignored as in Kubernetes. */
public final class Accept {
    private Accept() {}

    /** A media type with its parameters, such as {@code application/json;g=apidiscovery.k8s.io;v=v2}. */
    private record MediaRange(String type, Map<String, String> parameters) {
        static MediaRange parse(String text) {
            String[] parts = text.split(";");
            Map<String, String> parameters = new HashMap<>();
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                if (equals > 0) {
                    String name = parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT);
                    if (!name.equals("q") && !name.equals("charset") && !name.equals("profile")) {
                        parameters.put(name, parts[i].substring(equals + 1).strip());
                    }
                }
            }
            return new MediaRange(parts[0].strip().toLowerCase(Locale.ROOT), parameters);
        }

        boolean covers(MediaRange offer) {
            boolean any = type.equals("*/*")
                    || type.endsWith("/*") && offer.type.startsWith(type.substring(0, type.length() - 1));
            return any ? parameters.isEmpty() : type.equals(offer.type) && parameters.equals(offer.parameters);
        }
    }

    /**
     * @param offers media types in the server's order, which decides for wildcards and for no header at all
     * @return empty if the client accepts none of them
     */
    public static Optional<String> choose(ApiRequest request, List<String> offers) {
        String header = request.header("accept").orElse("").strip();
        if (header.isEmpty()) {
            return Optional.of(offers.get(0));
        }
        for (String wanted : header.split(",")) {
            MediaRange range = MediaRange.parse(wanted);
            for (String offer : offers) {
                if (range.covers(MediaRange.parse(offer))) {
                    return Optional.of(offer);
                }
            }
        }
        return Optional.empty();
    }
}
