package org.nakhoda.apiserver.discovery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.apiserver.representation.MediaRange;
import org.nakhoda.apiserver.request.ApiRequest;

/** Chooses the form of a document by the Accept header: what the client wants most, of what there is. */
public final class Accept {
    /** What asks for another document; any other parameter, such as a charset, changes nothing. */
    private static final Set<String> TRANSFORMING = Set.of("as", "g", "v");

    private Accept() {}

    /**
     * @param offers media types in the server's order, which decides for wildcards and for no header at all
     * @return empty if the client accepts none of them
     */
    public static Optional<String> choose(ApiRequest request, List<String> offers) {
        String header = request.header("accept").orElse("").strip();
        if (header.isEmpty()) {
            return Optional.of(offers.get(0));
        }
        for (MediaRange range : MediaRange.list(header)) {
            for (String offer : offers) {
                if (covers(range, MediaRange.parse(offer))) {
                    return Optional.of(offer);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean covers(MediaRange range, MediaRange offer) {
        String type = range.type();
        boolean alike = type.equals("*/*")
                || type.equals(offer.type())
                || type.endsWith("/*") && offer.type().startsWith(type.substring(0, type.length() - 1));
        return alike && transforming(range).equals(transforming(offer));
    }

    private static Map<String, String> transforming(MediaRange range) {
        Map<String, String> parameters = new HashMap<>(range.parameters());
        parameters.keySet().retainAll(TRANSFORMING);
        return parameters;
    }
}
