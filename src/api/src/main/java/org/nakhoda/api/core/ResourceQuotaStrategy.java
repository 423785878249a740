package org.nakhoda.api.core;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about quotas. */
final class ResourceQuotaStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final Set<String> SCOPES = Set.of(
            "BestEffort",
            "CrossNamespacePodAffinity",
            "NotBestEffort",
            "NotTerminating",
            "PriorityClass",
            "Terminating",
            "VolumeAttributesClass");

    ResourceQuotaStrategy() {
        super(Shape.STATUS);
    }

    @Override
    public void validate(ObjectNode quota, FieldErrors errors) {
        super.validate(quota, errors);
        JsonNode spec = quota.path("spec");
        hard(spec.path("hard"), SPEC.child("hard"), errors);
        scopes(spec, errors);
        FieldPath path = SPEC.child("scopeSelector", "matchExpressions");
        for (ObjectNode expression : Tree.objects(spec.path("scopeSelector"), "matchExpressions")) {
            selected(expression, path, errors);
        }
    }

    private static void hard(JsonNode hard, FieldPath path, FieldErrors errors) {
        ResourceValidation.amounts(hard, path, errors);
        for (Map.Entry<String, JsonNode> bound : hard.properties()) {
            FieldPath at = path.key(bound.getKey());
            String fault = QuotaNames.quotaFault(bound.getKey());
            if (fault != null) {
                errors.invalid(at, bound.getKey(), fault);
            }
            Quantity amount = ResourceValidation.quantity(bound.getValue());
            if (amount != null
                    && QuotaNames.counted(bound.getKey())
                    && !Tree.scalar(bound.getValue()).matches("-?[0-9]+[kMGTPE]?")) {
                errors.invalid(at, bound.getValue(), "must be an integer");
            }
        }
    }

    private static void scopes(JsonNode spec, FieldErrors errors) {
        FieldPath path = SPEC.child("scopes");
        Set<String> seen = new HashSet<>();
        for (JsonNode scope : spec.path("scopes")) {
            if (!SCOPES.contains(scope.asString(""))) {
                errors.invalid(path, spec.path("scopes"), "unsupported scope");
                return;
            }
            seen.add(scope.asString(""));
        }
        for (List<String> pair :
                List.of(List.of("BestEffort", "NotBestEffort"), List.of("Terminating", "NotTerminating"))) {
            if (seen.containsAll(pair)) {
                errors.invalid(path, spec.path("scopes"), "conflicting scopes");
            }
        }
    }

    private static void selected(ObjectNode expression, FieldPath path, FieldErrors errors) {
        String scope = Tree.text(expression, "scopeName");
        String operator = Tree.text(expression, "operator");
        if (!SCOPES.contains(scope)) {
            errors.invalid(path.child("scopeName"), expression.path("scopeName"), "unsupported scope");
        }
        boolean valued = scope.equals("PriorityClass") || scope.equals("VolumeAttributesClass");
        if (!valued && !operator.equals("Exists")) {
            errors.invalid(
                    path.child("operator"),
                    operator,
                    "must be 'Exist' only operator when scope is any of "
                            + "ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
                            + "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or "
                            + "ResourceQuotaScopeCrossNamespacePodAffinity");
        }
        boolean values = !Tree.isEmpty(expression.path("values"));
        switch (operator) {
            case "In", "NotIn" -> {
                if (!values) {
                    errors.required(
                            path.child("values"), "must be at least one value when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (values) {
                    errors.invalid(
                            path.child("values"),
                            expression.path("values"),
                            "must be no value when `operator` is 'Exist' or 'DoesNotExist'");
                }
            }
            default -> errors.invalid(path.child("operator"), operator, "not a valid selector operator");
        }
    }

    @Override
    public void validateUpdate(ObjectNode quota, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(quota, old, errors);
        Values.immutable(quota.path("spec"), old.path("spec"), "scopes", SPEC, errors);
        Values.immutable(quota.path("spec"), old.path("spec"), "scopeSelector", SPEC, errors);
    }

    @Override
    public void validateStatusUpdate(ObjectNode quota, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(quota, old, errors);
        FieldPath status = FieldPath.of("status");
        hard(quota.path("status").path("hard"), status.child("hard"), errors);
        hard(quota.path("status").path("used"), status.child("used"), errors);
    }
}
