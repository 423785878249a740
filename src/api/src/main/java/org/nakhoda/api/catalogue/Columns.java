package org.nakhoda.api.catalogue;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The makings of {@code kubectl get}'s columns. */
public final class Columns {
    public static final String NONE = "<none>";
    public static final String UNKNOWN = "<unknown>";

    /** Every table's first column. */
    public static final Column NAME = new Column(
            "Name",
            "string",
            "name",
            "Name of the object, unique within its namespace",
            0,
            (object, now) -> node(name(object)));

    /** Every table's usual last column. */
    public static final Column AGE = new Column(
            "Age",
            "string",
            "",
            "Time since the object was created",
            0,
            (object, now) -> node(age(Tree.text(object, "metadata", "creationTimestamp"), now)));

    private Columns() {}

    public static Column text(String name, String description, Function<ObjectNode, String> cell) {
        return new Column(name, "string", "", description, 0, (object, now) -> node(cell.apply(object)));
    }

    public static Column wide(String name, String description, Function<ObjectNode, String> cell) {
        return new Column(name, "string", "", description, 1, (object, now) -> node(cell.apply(object)));
    }

    public static Column number(String name, String description, ToLongFunction<ObjectNode> cell) {
        return new Column(
                name,
                "integer",
                "",
                description,
                0,
                (object, now) -> JsonNodeFactory.instance.numberNode(cell.applyAsLong(object)));
    }

    /** A column whose cell depends on the time. */
    public static Column timed(String name, String description, TimedCell cell) {
        return new Column(name, "string", "", description, 0, (object, now) -> node(cell.of(object, now)));
    }

    /** Reads a cell's text from an object at a time. */
    @FunctionalInterface
    public interface TimedCell {
        String of(ObjectNode object, Instant now);
    }

    public static JsonNode node(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    public static String name(JsonNode object) {
        return Tree.text(object, "metadata", "name");
    }

    /** The time since {@code timestamp}, or {@code <unknown>} if there is none. */
    public static String age(String timestamp, Instant now) {
        Instant since = instant(timestamp);
        return since == null ? UNKNOWN : HumanDuration.of(Duration.between(since, now));
    }

    /** A timestamp of an object, or null if it is absent or unreadable. */
    public static Instant instant(String timestamp) {
        if (timestamp.isEmpty()) {
            return null;
        }
        try {
            return timestamp.endsWith("Z")
                    ? Instant.parse(timestamp)
                    : OffsetDateTime.parse(timestamp).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    public static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    /** A map as {@code a=1,b=2} in key order, or {@code <none>}. */
    public static String labels(JsonNode map) {
        if (Tree.isEmpty(map)) {
            return NONE;
        }
        List<String> pairs = map.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + "=" + Tree.scalar(e.getValue()))
                .toList();
        return String.join(",", pairs);
    }

    /** A LabelSelector in kubectl's text form: {@code a=1,b in (x,y),!c}; {@code <none>} if it is empty. */
    public static String selector(JsonNode selector) {
        StringJoiner text = new StringJoiner(",");
        JsonNode plain = selector.path("matchLabels");
        if (!Tree.isEmpty(plain)) {
            text.add(labels(plain));
        }
        for (ObjectNode expression : Tree.objects(selector, "matchExpressions")) {
            String key = Tree.text(expression, "key");
            StringJoiner values = new StringJoiner(",", "(", ")");
            expression.path("values").forEach(v -> values.add(Tree.scalar(v)));
            text.add(
                    switch (Tree.text(expression, "operator")) {
                        case "In" -> key + " in " + values;
                        case "NotIn" -> key + " notin " + values;
                        case "DoesNotExist" -> "!" + key;
                        default -> key;
                    });
        }
        return orNone(text.toString());
    }

    /** The names (or another field) of a list of objects, comma-separated. */
    public static String each(JsonNode list, String field) {
        StringJoiner text = new StringJoiner(",");
        for (ObjectNode item : Tree.objects(list)) {
            text.add(Tree.text(item, field));
        }
        return text.toString();
    }

    /** The values of a list of scalars, comma-separated. */
    public static String joined(JsonNode list) {
        StringJoiner text = new StringJoiner(",");
        list.forEach(item -> text.add(Tree.scalar(item)));
        return text.toString();
    }
}
