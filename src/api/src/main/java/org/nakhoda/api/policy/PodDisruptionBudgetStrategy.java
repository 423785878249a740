package org.nakhoda.api.policy;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.core.SelectorValidation;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about disruption budgets: one bound, not two. */
final class PodDisruptionBudgetStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    PodDisruptionBudgetStrategy() {
        super(Shape.SPEC_AND_STATUS);
    }

    @Override
    public void validate(ObjectNode budget, FieldErrors errors) {
        super.validate(budget, errors);
        JsonNode spec = budget.path("spec");
        if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
            errors.invalid(SPEC, spec, "minAvailable and maxUnavailable cannot be both set");
        }
        for (String bound : List.of("minAvailable", "maxUnavailable")) {
            Values.countOrPercent(spec.path(bound), SPEC.child(bound), errors);
            if (Values.percent(spec.path(bound)) > 100) {
                errors.invalid(SPEC.child(bound), spec.path(bound), "must not be greater than 100%");
            }
        }
        SelectorValidation.selector(spec.path("selector"), SPEC.child("selector"), errors);
        Values.oneOf(spec, "unhealthyPodEvictionPolicy", List.of("AlwaysAllow", "IfHealthyBudget"), SPEC, errors);
    }

    @Override
    protected ObjectNode firstStatus() {
        return Json.object()
                .put("currentHealthy", 0)
                .put("desiredHealthy", 0)
                .put("disruptionsAllowed", 0)
                .put("expectedPods", 0);
    }

    @Override
    public void validateStatusUpdate(ObjectNode budget, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(budget, old, errors);
        for (String count : List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")) {
            Values.notNegative(budget.path("status"), count, FieldPath.of("status"), errors);
        }
    }
}
