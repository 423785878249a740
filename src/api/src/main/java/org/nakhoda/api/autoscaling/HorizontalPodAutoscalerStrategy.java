package org.nakhoda.api.autoscaling;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about autoscalers. */
final class HorizontalPodAutoscalerStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int CPU_SHARE = 80;

    HorizontalPodAutoscalerStrategy() {
        super(Shape.STATUS);
    }

    @Override
    public void setDefaults(ObjectNode autoscaler) {
        if (!(autoscaler.get("spec") instanceof ObjectNode spec)) {
            return;
        }
        Tree.defaultNumber(spec, "minReplicas", 1);
        if (Tree.isEmpty(spec.path("metrics"))) {
            ObjectNode metric = spec.putArray("metrics").addObject().put("type", "Resource");
            metric.putObject("resource")
                    .put("name", "cpu")
                    .putObject("target")
                    .put("type", "Utilization")
                    .put("averageUtilization", CPU_SHARE);
        }
        if (spec.get("behavior") instanceof ObjectNode behavior) {
            ObjectNode up = Tree.child(behavior, "scaleUp");
            Tree.defaultNumber(up, "stabilizationWindowSeconds", 0);
            Tree.defaultText(up, "selectPolicy", "Max");
            policies(up, true);
            ObjectNode down = Tree.child(behavior, "scaleDown");
            Tree.defaultText(down, "selectPolicy", "Max");
            policies(down, false);
        }
    }

    /** Doubling, or all, in 15 seconds; when scaling up also 4 pods, if that is more. */
    private static void policies(ObjectNode rules, boolean up) {
        if (Tree.absent(rules, "policies")) {
            ArrayNode policies = rules.putArray("policies");
            if (up) {
                policies.addObject().put("type", "Pods").put("value", 4).put("periodSeconds", 15);
            }
            policies.addObject().put("type", "Percent").put("value", 100).put("periodSeconds", 15);
        }
    }

    @Override
    public void validate(ObjectNode autoscaler, FieldErrors errors) {
        super.validate(autoscaler, errors);
        JsonNode spec = autoscaler.path("spec");
        long least = Tree.number(spec, "minReplicas", 1);
        long most = Tree.number(spec, "maxReplicas", 0);
        if (least < 1) {
            errors.invalid(SPEC.child("minReplicas"), spec.path("minReplicas"), "must be greater than or equal to 1");
        }
        if (most < 1) {
            errors.invalid(SPEC.child("maxReplicas"), Long.toString(most), "must be greater than 0");
        } else if (most < least) {
            errors.invalid(
                    SPEC.child("maxReplicas"),
                    spec.path("maxReplicas"),
                    "must be greater than or equal to `minReplicas`");
        }
        reference(spec.path("scaleTargetRef"), SPEC.child("scaleTargetRef"), errors);
        int index = 0;
        for (ObjectNode metric : Tree.objects(spec, "metrics")) {
            MetricValidation.validate(metric, SPEC.child("metrics").index(index++), errors);
        }
        behavior(spec.path("behavior"), errors);
    }

    static void reference(JsonNode reference, FieldPath path, FieldErrors errors) {
        for (String field : List.of("kind", "name")) {
            if (Values.required(reference, field, path, errors)) {
                String fault = Names.pathSegment(Tree.text(reference, field));
                if (fault != null) {
                    errors.invalid(path.child(field), reference.path(field), fault);
                }
            }
        }
        if (Tree.text(reference, "apiVersion").split("/", -1).length > 2) {
            errors.invalid(path.child("apiVersion"), reference.path("apiVersion"), "must be group/version or version");
        }
    }

    private static void behavior(JsonNode behavior, FieldErrors errors) {
        for (String direction : List.of("scaleUp", "scaleDown")) {
            JsonNode rules = behavior.path(direction);
            if (!rules.isObject()) {
                continue;
            }
            FieldPath path = SPEC.child("behavior", direction);
            atMost(rules, "stabilizationWindowSeconds", 3600, path, errors);
            Values.notNegative(rules, "stabilizationWindowSeconds", path, errors);
            Values.oneOf(rules, "selectPolicy", List.of("Disabled", "Max", "Min"), path, errors);
            if (Tree.isEmpty(rules.path("policies"))) {
                errors.required(path.child("policies"), "must specify at least one Policy");
            }
            int index = 0;
            for (ObjectNode policy : Tree.objects(rules, "policies")) {
                FieldPath at = path.child("policies").index(index++);
                Values.oneOf(policy, "type", List.of("Percent", "Pods"), at, errors);
                Values.positive(policy, "value", at, errors);
                Values.positive(policy, "periodSeconds", at, errors);
                atMost(policy, "periodSeconds", 1800, at, errors);
            }
        }
    }

    private static void atMost(JsonNode parent, String field, long most, FieldPath path, FieldErrors errors) {
        if (Tree.number(parent, field, 0) > most) {
            errors.invalid(path.child(field), parent.path(field), "must be less than or equal to " + most);
        }
    }

    @Override
    public void validateStatusUpdate(ObjectNode autoscaler, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(autoscaler, old, errors);
        FieldPath status = FieldPath.of("status");
        Values.notNegative(autoscaler.path("status"), "currentReplicas", status, errors);
        Values.notNegative(autoscaler.path("status"), "desiredReplicas", status, errors);
    }

    @Override
    protected ObjectNode firstStatus() {
        return Json.object().put("desiredReplicas", 0);
    }
}
