package org.nakhoda.api.protobuf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages of the built-in kinds, packed at build time, read when the first protobuf body comes.
 *
 * <p>Packed, a message is its fields by number, each a name in JSON and a notation: {@code string}, {@code bytes},
 * {@code bool}, {@code int32}, {@code int64}, {@code double}, a message with a JSON form of its own ({@code quantity},
 * {@code int-or-string}, {@code time}, {@code micro-time}, {@code json}, {@code strings}), or
 * {@code #name} for any other message. Before it, {@code []} says a list, <code>{}</code> a map from strings, {@code !}
 * that a zero is a value, and {@code ^} that the message's fields stand in JSON beside its neighbours.
 */
final class Messages {
    private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
    private static final ConcurrentMap<String, Map<Integer, Field>> UNPACKED = new ConcurrentHashMap<>();

    private Messages() {}

    enum Shape {
        SINGLE,
        LIST,
        MAP,
        INLINED
    }

    enum Kind {
        STRING,
        BYTES,
        BOOL,
        INT32,
        INT64,
        DOUBLE,
        MESSAGE,
        QUANTITY,
        INT_OR_STRING,
        TIME,
        MICRO_TIME,
        JSON,
        STRINGS
    }

    /**
     * @param kind of the value, or of a list's or a map's elements
     * @param message the elements' message if kind is MESSAGE, else ""
     * @param keepsZero whether a zero or an empty string is a value rather than "not set"
     */
    record Field(String name, Shape shape, Kind kind, String message, boolean keepsZero) {}

    /**
     * The message of a kind, or "" if there is none. Kubernetes names messages by the Go package of the group version,
     * which is the group's first label, and every group version also takes the options of meta/v1.
     */
    static String nameOf(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "core" : apiVersion.substring(0, slash).replaceFirst("\\..*", "");
        String name = "k8s.io.api." + group + "." + apiVersion.substring(slash + 1) + "." + kind;
        if (Packed.ALL.has(name)) {
            return name;
        }
        return kind.equals("DeleteOptions") || kind.equals("Status") ? META + kind : "";
    }

    /** The fields of a message that {@link #nameOf} or a field names. */
    static Map<Integer, Field> fieldsOf(String message) {
        return UNPACKED.computeIfAbsent(message, m -> unpack((ObjectNode) Packed.ALL.get(m)));
    }

    private static Map<Integer, Field> unpack(ObjectNode packed) {
        Map<Integer, Field> fields = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : packed.properties()) {
            String[] words = entry.getValue().asString().split(" ");
            fields.put(Integer.valueOf(entry.getKey()), field(words[0], words[1]));
        }
        return Map.copyOf(fields);
    }

    private static Field field(String name, String notation) {
        return switch (notation.charAt(0)) {
            case '[' -> field(name, Shape.LIST, notation.substring(2), true);
            case '{' -> field(name, Shape.MAP, notation.substring(2), true);
            case '^' -> field(name, Shape.INLINED, notation.substring(1), true);
            case '!' -> field(name, Shape.SINGLE, notation.substring(1), true);
            default -> field(name, Shape.SINGLE, notation, false);
        };
    }

    private static Field field(String name, Shape shape, String type, boolean keepsZero) {
        if (type.startsWith("#")) {
            return new Field(name, shape, Kind.MESSAGE, type.substring(1), keepsZero);
        }
        Kind kind = Kind.valueOf(type.toUpperCase(Locale.ROOT).replace('-', '_'));
        return new Field(name, shape, kind, "", keepsZero);
    }

    private static final class Packed {
        static final ObjectNode ALL = read();

        private static ObjectNode read() {
            try (InputStream in = Messages.class.getResourceAsStream("messages.json")) {
                if (in == null) {
                    throw new IllegalStateException(
                            "messages.json is not packed: build src/api with Maven, which runs PackMessages");
                }
                return (ObjectNode) Json.parse(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read messages.json", e);
            }
        }
    }
}
