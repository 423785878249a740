package org.nakhoda.api.core;

import java.time.Instant;
import java.util.Locale;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of {@code kubectl get events}, read from the core shape. */
public final class EventColumns {
    private EventColumns() {}

    public static Column[] columns() {
        return new Column[] {
            Columns.timed("Last Seen", "Time since it happened last", EventColumns::lastSeen),
            Columns.text("Type", "Normal or Warning", e -> Tree.text(e, "type")),
            Columns.text("Reason", "Why, in one word", e -> Tree.text(e, "reason")),
            Columns.text("Object", "What it happened to", EventColumns::object),
            Columns.wide("Subobject", "Which part of it", e -> Tree.text(e.path("involvedObject"), "fieldPath")),
            Columns.wide("Source", "Who reported it", EventColumns::source),
            Columns.text(
                    "Message", "What happened", e -> Tree.text(e, "message").strip()),
            new Column(
                    "First Seen",
                    "string",
                    "",
                    "Time since it happened first",
                    1,
                    (event, now) -> Columns.node(firstSeen(event, now))),
            Columns.wide("Count", "How often it happened", e -> Long.toString(count(e))),
            new Column(
                    "Name", "string", "name", "Name of the event", 1, (event, now) -> Columns.node(Columns.name(event)))
        };
    }

    private static long count(ObjectNode event) {
        long series = Tree.number(event.path("series"), "count", 0);
        return series > 0 ? series : Math.max(1, Tree.number(event, "count", 1));
    }

    private static String lastSeen(ObjectNode event, Instant now) {
        String series = Tree.text(event.path("series"), "lastObservedTime");
        String last = series.isEmpty() ? Tree.text(event, "lastTimestamp") : series;
        return last.isEmpty() ? firstSeen(event, now) : Columns.age(last, now);
    }

    private static String firstSeen(ObjectNode event, Instant now) {
        String first = Tree.text(event, "firstTimestamp");
        return Columns.age(first.isEmpty() ? Tree.text(event, "eventTime") : first, now);
    }

    private static String object(ObjectNode event) {
        JsonNode object = event.path("involvedObject");
        String kind = Tree.text(object, "kind").toLowerCase(Locale.ROOT);
        String name = Tree.text(object, "name");
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String source(ObjectNode event) {
        JsonNode source = event.path("source");
        String component = Tree.text(source, "component");
        if (component.isEmpty()) {
            component = Tree.text(event, "reportingComponent");
        }
        String host = Tree.text(source, "host");
        return host.isEmpty() ? component : component + ", " + host;
    }
}
