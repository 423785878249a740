package org.nakhoda.api.autoscaling;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.ResourceValidation;
import org.nakhoda.api.core.SelectorValidation;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One metric of an autoscaler: exactly the source that its type names, with a target that the source can have. */
final class MetricValidation {
    private static final List<String> TYPES = List.of("ContainerResource", "External", "Object", "Pods", "Resource");

    private MetricValidation() {}

    static void validate(ObjectNode metric, FieldPath path, FieldErrors errors) {
        if (!Values.required(metric, "type", path, errors)) {
            return;
        }
        String type = Tree.text(metric, "type");
        if (!TYPES.contains(type)) {
            errors.notSupported(path.child("type"), metric.path("type"), TYPES);
            return;
        }
        String own = MetricTargets.field(type);
        for (String other : TYPES) {
            String field = MetricTargets.field(other);
            if (!field.equals(own) && metric.has(field)) {
                errors.forbidden(path.child(field), "must populate the given metric source only");
            }
        }
        if (!metric.path(own).isObject()) {
            errors.required(path.child(own), "must populate information for the given metric source");
        } else {
            source(type, metric.path(own), path.child(own), errors);
        }
    }

    private static void source(String type, JsonNode source, FieldPath path, FieldErrors errors) {
        switch (type) {
            case "Resource" -> Values.required(source, "name", path, errors);
            case "ContainerResource" -> {
                Values.required(source, "name", path, errors);
                Values.required(source, "container", path, errors);
            }
            case "Object" -> {
                HorizontalPodAutoscalerStrategy.reference(
                        source.path("describedObject"), path.child("describedObject"), errors);
                identity(source, path, errors);
            }
            default -> identity(source, path, errors);
        }
        JsonNode target = source.path("target");
        FieldPath at = path.child("target");
        if (!target.isObject()) {
            errors.required(at, "must specify a target");
            return;
        }
        target(target, at, errors);
        boolean value = target.has("value");
        boolean average = target.has("averageValue");
        switch (type) {
            case "Pods" -> {
                if (!average) {
                    errors.required(at.child("averageValue"), "must specify a positive target averageValue");
                }
            }
            case "Object", "External" -> {
                if (!value && !average) {
                    errors.required(at.child("averageValue"), "must set either a target value or a per-pod target");
                }
                if (value && average && type.equals("External")) {
                    errors.forbidden(
                            at.child("value"), "may not set both a target value for metric and a per-pod target");
                }
            }
            default -> {
                boolean share = target.has("averageUtilization");
                if (!share && !average) {
                    errors.required(
                            at.child("averageUtilization"),
                            "must set either a target raw value or a target utilization");
                }
                if (share && average) {
                    errors.forbidden(
                            at.child("averageValue"), "may not set both a target raw value and a target utilization");
                }
            }
        }
    }

    private static void identity(JsonNode source, FieldPath path, FieldErrors errors) {
        JsonNode metric = source.path("metric");
        if (Values.required(metric, "name", path.child("metric"), errors)) {
            String fault = Names.pathSegment(Tree.text(metric, "name"));
            if (fault != null) {
                errors.invalid(path.child("metric", "name"), metric.path("name"), fault);
            }
        }
        SelectorValidation.selector(metric.path("selector"), path.child("metric", "selector"), errors);
    }

    private static void target(JsonNode target, FieldPath path, FieldErrors errors) {
        if (Values.required(target, "type", path, errors)) {
            String type = Tree.text(target, "type");
            if (!List.of("AverageValue", "Utilization", "Value").contains(type)) {
                errors.invalid(path.child("type"), type, "must be either Utilization, Value, or AverageValue");
            }
        }
        for (String amount : List.of("value", "averageValue")) {
            Quantity quantity = ResourceValidation.quantity(target.path(amount));
            if (quantity != null && quantity.signum() <= 0) {
                errors.invalid(path.child(amount), target.path(amount), "must be positive");
            }
        }
        Values.positive(target, "averageUtilization", path, errors);
    }
}
