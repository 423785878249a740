package org.nakhoda.api.admissionregistration;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What policies that judge and policies that change have in common. */
abstract class PolicyStrategy extends ObjectStrategy {
    static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MOST_MATCH_CONDITIONS = 64;

    PolicyStrategy(Shape shape) {
        super(Scope.CLUSTER, shape, Names::subdomain);
    }

    @Override
    public void setDefaults(ObjectNode policy) {
        if (policy.get("spec") instanceof ObjectNode spec) {
            Tree.defaultText(spec, "failurePolicy", "Fail");
            MatchRules.setPolicyDefaults(spec.path("matchConstraints"));
        }
    }

    @Override
    public final void validate(ObjectNode policy, FieldErrors errors) {
        super.validate(policy, errors);
        JsonNode spec = policy.path("spec");
        Values.oneOf(spec, "failurePolicy", List.of("Fail", "Ignore"), SPEC, errors);
        JsonNode kind = spec.path("paramKind");
        if (kind.isObject()) {
            Values.required(kind, "apiVersion", SPEC.child("paramKind"), errors);
            Values.required(kind, "kind", SPEC.child("paramKind"), errors);
        }
        JsonNode match = spec.path("matchConstraints");
        FieldPath at = SPEC.child("matchConstraints");
        if (!match.isObject()) {
            errors.required(at, "");
        } else {
            MatchRules.validatePolicy(match, at, errors);
            Values.required(match, "resourceRules", at, errors);
        }
        if (spec.path("matchConditions").size() > MOST_MATCH_CONDITIONS) {
            errors.tooMany(
                    SPEC.child("matchConditions").toString(),
                    spec.path("matchConditions").size(),
                    MOST_MATCH_CONDITIONS);
        }
        Expressions.named(spec.path("matchConditions"), SPEC.child("matchConditions"), errors);
        Expressions.variables(spec.path("variables"), SPEC.child("variables"), errors);
        specRules(spec, errors);
    }

    abstract void specRules(JsonNode spec, FieldErrors errors);
}
