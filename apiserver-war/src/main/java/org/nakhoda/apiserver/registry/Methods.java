package org.nakhoda.apiserver.registry;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Subresource;
import org.nakhoda.apiserver.request.RequestTarget;

/** Kubernetes' verbs as HTTP methods, for the Allow header of a 405 (RFC 9110, section 15.5.6). */
final class Methods {
    private static final Set<String> OF_ALL_NAMESPACES = Set.of("list", "watch");
    private static final Set<String> OF_COLLECTIONS = Set.of("create", "deletecollection", "list", "watch");

    private Methods() {}

    /** What the path of {@code target} serves, in the order of their names. */
    static List<String> of(ResourceType type, RequestTarget target) {
        return verbs(type, target).stream()
                .flatMap(Methods::methods)
                .distinct()
                .sorted()
                .toList();
    }

    private static Collection<String> verbs(ResourceType type, RequestTarget target) {
        if (!target.subresource().isEmpty()) {
            return type.subresources().contains(target.subresource())
                    ? Subresource.of(type, target.subresource()).verbs()
                    : List.of();
        }
        boolean collection = target.name().isEmpty();
        boolean everywhere =
                collection && type.namespaced() && target.namespace().isEmpty();
        return type.verbs().stream()
                .filter(verb -> OF_COLLECTIONS.contains(verb) == collection)
                .filter(verb -> !everywhere || OF_ALL_NAMESPACES.contains(verb))
                .toList();
    }

    private static Stream<String> methods(String verb) {
        return switch (verb) {
            case "get", "list", "watch" -> Stream.of("GET", "HEAD");
            case "create" -> Stream.of("POST");
            case "update" -> Stream.of("PUT");
            case "patch" -> Stream.of("PATCH");
            case "delete", "deletecollection" -> Stream.of("DELETE");
            default -> Stream.empty();
        };
    }
}
