package org.nakhoda.api.protobuf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages of the built-in kinds, packed at build time, read when the first protobuf body comes.
 *
 * <p>Packed, a message is its fields by number, each a name in JSON and a notation: {@code string}, {@code bytes},
 * {@code bool}, {@code int32}, {@code int64}, {@code double}, a message with a JSON form of its own ({@code quantity},
 * {@code int-or-string}, {@code time}, {@code micro-time}, {@code json}, {@code strings}, {@code schema-or-bool} and its like), or
 * {@code #name} for any other message. Before it, {@code []} says a list, <code>{}</code> a map from strings, {@code +}
 * that Go has no pointer for the field and so always writes it, {@code !} that a zero is a value, and {@code ^} that the
 * message's fields stand in JSON beside its neighbours.
 */
final class Messages {
    private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";

    /** The kinds of meta/v1 that are served as {@code v1}, or with no version at all, which is how discovery began. */
    private static final Set<String> META_KINDS =
            Set.of("Status", "APIGroup", "APIGroupList", "APIResourceList", "APIVersions");

    private static final String SCHEMA = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

    /** Messages are named after the Go package of their group; groups that are not here have no messages. */
    private static final Map<String, String> GROUPS = groups();

    private static final ConcurrentMap<String, Message> UNPACKED = new ConcurrentHashMap<>();

    private Messages() {}

    private static Map<String, String> groups() {
        Map<String, String> groups = new HashMap<>();
        groups.put("", "k8s.io.api.core");
        for (String group : List.of("apps", "autoscaling", "batch", "policy")) {
            groups.put(group, "k8s.io.api." + group);
        }
        for (String group : List.of(
                "admissionregistration",
                "authentication",
                "certificates",
                "coordination",
                "discovery",
                "events",
                "networking",
                "node",
                "resource",
                "scheduling",
                "storage",
                "storagemigration")) {
            groups.put(group + ".k8s.io", "k8s.io.api." + group);
        }
        groups.put("apidiscovery.k8s.io", "k8s.io.api.apidiscovery");
        groups.put("authorization.k8s.io", "k8s.io.api.authorization");
        groups.put("rbac.authorization.k8s.io", "k8s.io.api.rbac");
        groups.put("flowcontrol.apiserver.k8s.io", "k8s.io.api.flowcontrol");
        groups.put("internal.apiserver.k8s.io", "k8s.io.api.apiserverinternal");
        groups.put("apiextensions.k8s.io", "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions");
        groups.put("apiregistration.k8s.io", "k8s.io.kube_aggregator.pkg.apis.apiregistration");
        return Map.copyOf(groups);
    }

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
        STRINGS,
        SCHEMA_OR_BOOL,
        SCHEMA_OR_ARRAY,
        SCHEMA_OR_STRINGS
    }

    /** A message's fields, by their numbers and in the order in which {@link WireWriter} takes them. */
    record Message(Map<Integer, Field> byNumber, List<Field> lastFirst) {}

    /**
     * @param kind of the value, or of a list's or a map's elements
     * @param message the elements' message if kind is MESSAGE or a schema, else ""
     * @param keepsZero whether a zero or an empty string is a value rather than "not set"
     * @param always whether it is on the wire when it is not set, too
     */
    record Field(int number, String name, Shape shape, Kind kind, String message, boolean keepsZero, boolean always) {}

    /** The message of a kind, or "" if there is none. Every group version also takes the options of meta/v1. */
    static String nameOf(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String directory = GROUPS.get(slash < 0 ? "" : apiVersion.substring(0, slash));
        if (directory != null) {
            String name = directory + "." + apiVersion.substring(slash + 1) + "." + kind;
            if (Packed.ALL.has(name)) {
                return name;
            }
        }
        boolean meta = (apiVersion.isEmpty() || apiVersion.equals("v1")) && META_KINDS.contains(kind);
        return meta || kind.equals("DeleteOptions") ? META + kind : "";
    }

    /** The fields of a message that {@link #nameOf} or a field names. */
    static Message of(String message) {
        return UNPACKED.computeIfAbsent(message, m -> unpack((ObjectNode) Packed.ALL.get(m)));
    }

    private static Message unpack(ObjectNode packed) {
        List<Field> fields = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : packed.properties()) {
            String[] words = entry.getValue().asString().split(" ");
            fields.add(field(Integer.parseInt(entry.getKey()), words[0], words[1]));
        }
        fields.sort(Comparator.comparingInt(Field::number).reversed());
        return new Message(
                fields.stream().collect(Collectors.toUnmodifiableMap(Field::number, f -> f)), List.copyOf(fields));
    }

    private static Field field(int number, String name, String notation) {
        boolean always = notation.charAt(0) == '+';
        String marked = always ? notation.substring(1) : notation;
        return switch (marked.charAt(0)) {
            case '[' -> field(number, name, Shape.LIST, marked.substring(2), true, false);
            case '{' -> field(number, name, Shape.MAP, marked.substring(2), true, false);
            case '^' -> field(number, name, Shape.INLINED, marked.substring(1), true, true);
            case '!' -> field(number, name, Shape.SINGLE, marked.substring(1), true, always);
            default -> field(number, name, Shape.SINGLE, marked, false, always);
        };
    }

    private static Field field(int number, String name, Shape shape, String type, boolean keepsZero, boolean always) {
        if (type.startsWith("#")) {
            return new Field(number, name, shape, Kind.MESSAGE, type.substring(1), keepsZero, always);
        }
        Kind kind = Kind.valueOf(type.toUpperCase(Locale.ROOT).replace('-', '_'));
        String message = type.startsWith("schema-") ? SCHEMA : "";
        return new Field(number, name, shape, kind, message, keepsZero, always);
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
