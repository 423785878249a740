package org.nakhoda.api.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas of the built-in kinds, packed at build time. Structure is read at first use (some 70 KB), descriptions
 * only when one is asked for, and a definition's fields only when they are looked at.
 *
 * <p>The packed notation of a field's type: {@code string}, {@code boolean}, {@code int32}, {@code int64},
 * {@code double}, {@code date-time}, {@code byte}, {@code quantity}, {@code int-or-string}, {@code any};
 * {@code #name} is another definition, {@code []t} a list, <code>{}t</code> a map. A leading {@code !} marks a required
 * field, a leading {@code ?} one that is the same as absent when it is zero or empty.
 */
public final class BuiltinSchemas {
    public static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private static final ConcurrentMap<String, Definition> LOADED = new ConcurrentHashMap<>();

    private BuiltinSchemas() {}

    /**
     * @param name OpenAPI's name, such as {@code io.k8s.api.core.v1.PodSpec}
     * @throws IllegalArgumentException if there is no such definition
     */
    public static Schema of(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no packed definition " + name + "; add its root to DefinitionNames and build again"));
    }

    public static Optional<Schema> find(String name) {
        Definition known = LOADED.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        JsonNode fields = Structure.ALL.get(name);
        return fields == null
                ? Optional.empty()
                : Optional.of(LOADED.computeIfAbsent(name, n -> new Definition(n, (ObjectNode) fields)));
    }

    /** Every packed definition's name, sorted. */
    public static Set<String> names() {
        return new java.util.TreeSet<>(Structure.ALL.propertyNames());
    }

    /** The description of a field, or of the definition itself if {@code field} is empty; "" if it has none. */
    static String description(String definition, String field) {
        return Descriptions.ALL.path(definition).path(field).asString("");
    }

    private static ObjectNode read(String resource) {
        try (InputStream in = BuiltinSchemas.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(
                        resource + " is not packed: build src/api with Maven, which runs PackSchemas after compiling");
            }
            return (ObjectNode) Json.parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    private static final class Structure {
        static final ObjectNode ALL = read("definitions.json");
    }

    private static final class Descriptions {
        static final ObjectNode ALL = read("descriptions.json");
    }
}
