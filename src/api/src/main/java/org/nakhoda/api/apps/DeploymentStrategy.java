package org.nakhoda.api.apps;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.PodWarnings;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about deployments. */
final class DeploymentStrategy extends WorkloadStrategy {
    @Override
    void specDefaults(ObjectNode spec) {
        Tree.defaultNumber(spec, "replicas", 1);
        Tree.defaultNumber(spec, "revisionHistoryLimit", 10);
        Tree.defaultNumber(spec, "progressDeadlineSeconds", 600);
        ObjectNode strategy = Tree.child(spec, "strategy");
        Tree.defaultText(strategy, "type", "RollingUpdate");
        if (Tree.text(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Tree.child(strategy, "rollingUpdate");
            if (Tree.absent(rolling, "maxUnavailable")) {
                rolling.put("maxUnavailable", "25%");
            }
            if (Tree.absent(rolling, "maxSurge")) {
                rolling.put("maxSurge", "25%");
            }
        }
    }

    @Override
    void specRules(JsonNode spec, FieldErrors errors) {
        Values.notNegative(spec, "revisionHistoryLimit", SPEC, errors);
        JsonNode strategy = spec.path("strategy");
        FieldPath path = SPEC.child("strategy");
        Values.oneOf(strategy, "type", List.of("Recreate", "RollingUpdate"), path, errors);
        JsonNode rolling = strategy.path("rollingUpdate");
        if (Tree.text(strategy, "type").equals("Recreate") && rolling.isObject()) {
            errors.forbidden(path.child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'");
        } else if (rolling.isObject()) {
            rolling(rolling, path.child("rollingUpdate"), errors);
        }
        Values.notNegative(spec, "progressDeadlineSeconds", SPEC, errors);
        if (spec.has("progressDeadlineSeconds")
                && Tree.number(spec, "progressDeadlineSeconds", 0) <= Tree.number(spec, "minReadySeconds", 0)) {
            errors.invalid(
                    SPEC.child("progressDeadlineSeconds"),
                    spec.path("progressDeadlineSeconds"),
                    "must be greater than minReadySeconds");
        }
    }

    private static void rolling(JsonNode rolling, FieldPath path, FieldErrors errors) {
        JsonNode unavailable = rolling.path("maxUnavailable");
        JsonNode surge = rolling.path("maxSurge");
        Values.countOrPercent(unavailable, path.child("maxUnavailable"), errors);
        Values.countOrPercent(surge, path.child("maxSurge"), errors);
        if (Values.isZero(unavailable) && Values.isZero(surge)) {
            errors.invalid(path.child("maxUnavailable"), unavailable, "may not be 0 when `maxSurge` is 0");
        }
        if (Values.percent(unavailable) > 100) {
            errors.invalid(path.child("maxUnavailable"), unavailable, "must not be greater than 100%");
        }
    }

    @Override
    public List<String> warnings(ObjectNode workload) {
        return PodWarnings.ofWorkload(workload, template(workload), TEMPLATE);
    }

    @Override
    public void validateStatusUpdate(ObjectNode workload, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(workload, old, errors);
        ReplicaCounts.validate(workload, List.of("updatedReplicas", "readyReplicas", "availableReplicas"), errors);
        ReplicaCounts.collisions(workload, old, errors);
    }
}
