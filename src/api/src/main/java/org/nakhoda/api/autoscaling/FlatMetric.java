package org.nakhoda.api.autoscaling;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A metric as version 1's annotations write it. What stands there in a {@code target} or {@code current} object of its
 * own (a value, an average, a share) stands here beside the source's other fields, with {@code target} or {@code current}
 * as the beginning of its name; the metric's name and selector are no object either.
 */
final class FlatMetric {
    private FlatMetric() {}

    static ObjectNode target(ObjectNode metric) {
        return flat(metric, "target");
    }

    static ObjectNode current(ObjectNode metric) {
        return flat(metric, "current");
    }

    private static ObjectNode flat(ObjectNode metric, String values) {
        String type = Tree.text(metric, "type");
        String field = MetricTargets.field(type);
        JsonNode source = metric.path(field);
        ObjectNode flat = Json.object();
        for (String plain : List.of("name", "container")) {
            copy(source, plain, flat, plain);
        }
        copy(source.path("metric"), "name", flat, "metricName");
        copy(source.path("metric"), "selector", flat, type.equals("External") ? "metricSelector" : "selector");
        copy(source, "describedObject", flat, "target");
        for (String value : List.of("value", "averageValue", "averageUtilization")) {
            copy(source.path(values), value, flat, name(type, values, value));
        }
        ObjectNode whole = Json.object().put("type", type);
        whole.set(field, flat);
        return whole;
    }

    /** {@code averageValue} of {@code target} is {@code targetAverageValue}, but for objects, which have it plain. */
    private static String name(String type, String values, String value) {
        return type.equals("Object") && value.equals("averageValue")
                ? value
                : values + Character.toUpperCase(value.charAt(0)) + value.substring(1);
    }

    /** @param values {@code target} for a specification, {@code current} for a status */
    static ObjectNode structured(ObjectNode flatMetric, String values) {
        String type = Tree.text(flatMetric, "type");
        String field = MetricTargets.field(type);
        JsonNode flat = flatMetric.path(field);
        ObjectNode source = Json.object();
        for (String plain : List.of("name", "container")) {
            copy(flat, plain, source, plain);
        }
        if (flat.has("metricName")) {
            ObjectNode identity = source.putObject("metric");
            copy(flat, "metricName", identity, "name");
            copy(flat, type.equals("External") ? "metricSelector" : "selector", identity, "selector");
        }
        copy(flat, "target", source, "describedObject");
        ObjectNode of = Json.object();
        for (String value : List.of("value", "averageValue", "averageUtilization")) {
            copy(flat, name(type, values, value), of, value);
        }
        if (values.equals("target")) {
            of.put(
                    "type",
                    of.has("averageUtilization") ? "Utilization" : of.has("averageValue") ? "AverageValue" : "Value");
        }
        source.set(values, of);
        ObjectNode whole = Json.object().put("type", type);
        whole.set(field, source);
        return whole;
    }

    private static void copy(JsonNode from, String field, ObjectNode to, String as) {
        JsonNode value = from.get(field);
        if (value != null) {
            to.set(as, value);
        }
    }
}
