package org.nakhoda.api.autoscaling;

import java.util.List;
import org.nakhoda.api.catalogue.Conversion;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.schema.Conformance;
import org.nakhoda.api.schema.Schema;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Version 1 of an autoscaler has a field for the share of CPU time; every other metric, the conditions and the behaviour
 * stand in annotations, metrics with their targets flattened into each source. Nothing is lost on the way and back.
 */
final class HorizontalPodAutoscalerConversion implements Conversion {
    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
    private static final String METRICS = PREFIX + "metrics";
    private static final String CURRENT_METRICS = PREFIX + "current-metrics";
    private static final String CONDITIONS = PREFIX + "conditions";
    private static final String BEHAVIOR = PREFIX + "behavior";
    private static final Schema V2 = BuiltinSchemas.of("io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler");
    private static final String CURRENT = "currentReplicas";
    private static final List<String> ALWAYS_SAID = List.of(CURRENT, "desiredReplicas");
    private static final List<String> ANNOTATIONS = List.of(METRICS, CURRENT_METRICS, CONDITIONS, BEHAVIOR);

    @Override
    public GroupResource storedAs() {
        return new GroupResource("autoscaling", "horizontalpodautoscalers");
    }

    @Override
    public ObjectNode fromStorage(ObjectNode stored) {
        ObjectNode object = stored.deepCopy().put("apiVersion", "autoscaling/v1");
        if (object.get("spec") instanceof ObjectNode spec) {
            ArrayNode others = Json.array();
            for (ObjectNode metric : Tree.objects(spec, "metrics")) {
                JsonNode share = cpu(metric, "target");
                if (share.isMissingNode() || spec.has("targetCPUUtilizationPercentage")) {
                    others.add(FlatMetric.target(metric));
                } else {
                    spec.set("targetCPUUtilizationPercentage", share);
                }
            }
            spec.remove("metrics");
            annotate(object, METRICS, others);
            annotate(object, BEHAVIOR, spec.remove("behavior"));
        }
        if (object.get("status") instanceof ObjectNode status) {
            // version 1 says them in any case, version 2 only the wish
            ALWAYS_SAID.stream().filter(count -> !status.has(count)).forEach(count -> status.put(count, 0));
            ArrayNode others = Json.array();
            for (ObjectNode metric : Tree.objects(status, "currentMetrics")) {
                JsonNode share = cpu(metric, "current");
                if (share.isMissingNode() || status.has("currentCPUUtilizationPercentage")) {
                    others.add(FlatMetric.current(metric));
                } else {
                    status.set("currentCPUUtilizationPercentage", share);
                }
            }
            status.remove("currentMetrics");
            annotate(object, CURRENT_METRICS, others);
            annotate(object, CONDITIONS, status.remove("conditions"));
        }
        return object;
    }

    /** The share of CPU time of {@code metric}, or missing if it is about something else. */
    private static JsonNode cpu(ObjectNode metric, String values) {
        boolean about = Tree.text(metric, "type").equals("Resource")
                && Tree.text(metric, "resource", "name").equals("cpu");
        return metric.path(about ? "resource" : "").path(values).path("averageUtilization");
    }

    private static void annotate(ObjectNode object, String name, JsonNode value) {
        if (value != null && !value.isEmpty()) {
            Tree.child(Tree.child(object, "metadata"), "annotations").put(name, value.toString());
        }
    }

    /** Annotations that do not make a version 2 object are left out of it. */
    @Override
    public ObjectNode toStorage(ObjectNode object) {
        ObjectNode stored = toStorage(object, Tree.childOrNull(object.path("metadata"), "annotations"));
        return Conformance.check(V2, stored).readable() ? stored : toStorage(object, null);
    }

    private static ObjectNode toStorage(ObjectNode object, ObjectNode annotations) {
        ObjectNode stored = object.deepCopy().put("apiVersion", "autoscaling/v2");
        if (stored.get("spec") instanceof ObjectNode spec) {
            ArrayNode metrics = Json.array();
            for (ObjectNode metric : Tree.objects(annotation(annotations, METRICS))) {
                add(metrics, metric, "target");
            }
            JsonNode share = spec.remove("targetCPUUtilizationPercentage");
            if (share != null) {
                metrics.insert(0, cpuMetric("target", Json.object().put("type", "Utilization"), share));
            }
            put(spec, "metrics", metrics);
            put(spec, "behavior", annotation(annotations, BEHAVIOR));
        }
        JsonNode current = annotation(annotations, CURRENT_METRICS);
        JsonNode conditions = annotation(annotations, CONDITIONS);
        if (stored.get("status") instanceof ObjectNode status) {
            if (status.path(CURRENT).asInt(-1) == 0) {
                status.remove(CURRENT);
            }
            ArrayNode metrics = Json.array();
            JsonNode share = status.remove("currentCPUUtilizationPercentage");
            if (share != null) {
                metrics.add(cpuMetric("current", Json.object(), share));
            }
            for (ObjectNode metric : Tree.objects(current)) {
                add(metrics, metric, "current");
            }
            put(status, "currentMetrics", metrics);
            put(status, "conditions", conditions);
        }
        if (stored.path("metadata").get("annotations") instanceof ObjectNode kept) {
            ANNOTATIONS.forEach(kept::remove);
            if (kept.isEmpty()) {
                Tree.child(stored, "metadata").remove("annotations");
            }
        }
        return stored;
    }

    private static void add(ArrayNode metrics, ObjectNode flat, String values) {
        if (!Tree.text(flat, "type").isEmpty()) {
            metrics.add(FlatMetric.structured(flat, values));
        }
    }

    private static ObjectNode cpuMetric(String values, ObjectNode of, JsonNode share) {
        of.set("averageUtilization", share);
        ObjectNode metric = Json.object().put("type", "Resource");
        metric.putObject("resource").put("name", "cpu").set(values, of);
        return metric;
    }

    private static void put(ObjectNode parent, String field, JsonNode value) {
        if (!value.isEmpty()) {
            parent.set(field, value);
        }
    }

    /** What an annotation holds; missing if it is absent or cannot be read, which Kubernetes passes over as well. */
    private static JsonNode annotation(ObjectNode annotations, String name) {
        String text = annotations == null ? "" : Tree.text(annotations, name);
        try {
            return text.isEmpty() ? MissingNode.getInstance() : Json.parse(text);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }
}
