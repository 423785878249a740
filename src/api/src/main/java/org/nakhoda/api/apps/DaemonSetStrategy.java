package org.nakhoda.api.apps;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about daemon sets. */
final class DaemonSetStrategy extends WorkloadStrategy {
    @Override
    void specDefaults(ObjectNode spec) {
        Tree.defaultNumber(spec, "revisionHistoryLimit", 10);
        ObjectNode strategy = Tree.child(spec, "updateStrategy");
        Tree.defaultText(strategy, "type", "RollingUpdate");
        if (Tree.text(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Tree.child(strategy, "rollingUpdate");
            Tree.defaultNumber(rolling, "maxUnavailable", 1);
            Tree.defaultNumber(rolling, "maxSurge", 0);
        }
    }

    @Override
    void specRules(JsonNode spec, FieldErrors errors) {
        Values.notNegative(spec, "revisionHistoryLimit", SPEC, errors);
        FieldPath path = SPEC.child("updateStrategy");
        JsonNode strategy = spec.path("updateStrategy");
        Values.oneOf(strategy, "type", List.of("OnDelete", "RollingUpdate"), path, errors);
        JsonNode rolling = strategy.path("rollingUpdate");
        if (!rolling.isObject()) {
            return;
        }
        FieldPath at = path.child("rollingUpdate");
        JsonNode unavailable = rolling.path("maxUnavailable");
        JsonNode surge = rolling.path("maxSurge");
        Values.countOrPercent(unavailable, at.child("maxUnavailable"), errors);
        Values.countOrPercent(surge, at.child("maxSurge"), errors);
        if (Values.isZero(unavailable) && Values.isZero(surge)) {
            errors.required(at.child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
        } else if (!Values.isZero(unavailable) && !surge.isMissingNode() && !Values.isZero(surge)) {
            errors.invalid(at.child("maxSurge"), surge, "may not be set when maxUnavailable is non-zero");
        }
    }

    @Override
    protected ObjectNode firstStatus() {
        return Json.object()
                .put("currentNumberScheduled", 0)
                .put("desiredNumberScheduled", 0)
                .put("numberMisscheduled", 0)
                .put("numberReady", 0);
    }

    @Override
    String holder() {
        return "DaemonSet";
    }

    @Override
    public void validateStatusUpdate(ObjectNode set, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(set, old, errors);
        for (String count : List.of(
                "currentNumberScheduled",
                "numberMisscheduled",
                "desiredNumberScheduled",
                "numberReady",
                "observedGeneration",
                "updatedNumberScheduled",
                "numberAvailable",
                "numberUnavailable")) {
            Values.notNegative(set.path("status"), count, FieldPath.of("status"), errors);
        }
        ReplicaCounts.collisions(set, old, errors);
    }

    @Override
    String kind() {
        return "daemonset";
    }
}
