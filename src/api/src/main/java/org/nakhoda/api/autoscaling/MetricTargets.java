package org.nakhoda.api.autoscaling;

import java.util.StringJoiner;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the metrics of an autoscaler are and should be, as {@code kubectl get hpa} shows them. */
final class MetricTargets {
    private static final int SHOWN = 2;

    private MetricTargets() {}

    static String shown(ObjectNode autoscaler) {
        JsonNode metrics = autoscaler.path("spec").path("metrics");
        JsonNode current = autoscaler.path("status").path("currentMetrics");
        if (Tree.isEmpty(metrics)) {
            return Columns.NONE;
        }
        StringJoiner text = new StringJoiner(", ");
        for (int i = 0; i < Math.min(SHOWN, metrics.size()); i++) {
            text.add(one(metrics.get(i), current.path(i)));
        }
        int more = metrics.size() - SHOWN;
        return more > 0 ? text + " + " + more + " more..." : text.toString();
    }

    private static String one(JsonNode metric, JsonNode current) {
        String field = field(Tree.text(metric, "type"));
        JsonNode source = metric.path(field);
        JsonNode target = source.path("target");
        JsonNode now = current.path(field).path("current");
        return switch (field) {
            case "resource", "containerResource" ->
                Tree.text(source, "name") + ": "
                        + (target.has("averageValue")
                                ? pair(now, target, "averageValue")
                                : percent(now, Columns.UNKNOWN) + "/" + percent(target, "<auto>"));
            case "pods" -> pair(now, target, "averageValue");
            case "object", "external" ->
                target.has("averageValue") ? pair(now, target, "averageValue") + " (avg)" : pair(now, target, "value");
            default -> "<unknown type>";
        };
    }

    /** The field that holds a metric's source: its type with a small first letter. */
    static String field(String type) {
        return type.isEmpty() ? "" : Character.toLowerCase(type.charAt(0)) + type.substring(1);
    }

    private static String pair(JsonNode now, JsonNode target, String field) {
        String current = Tree.scalar(now.path(field));
        return (current.isEmpty() ? Columns.UNKNOWN : current) + "/" + Tree.scalar(target.path(field));
    }

    private static String percent(JsonNode value, String absent) {
        String text = Tree.scalar(value.path("averageUtilization"));
        return text.isEmpty() ? absent : text + "%";
    }
}
