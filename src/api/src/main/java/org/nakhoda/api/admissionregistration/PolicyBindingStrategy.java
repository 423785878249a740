package org.nakhoda.api.admissionregistration;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.SelectorValidation;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about bindings of policies: which policy, with which parameters, and what follows from its verdict. */
final class PolicyBindingStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");
    private final boolean validating;

    PolicyBindingStrategy(boolean validating) {
        super(Scope.CLUSTER, Shape.SPEC, Names::subdomain);
        this.validating = validating;
    }

    @Override
    public void setDefaults(ObjectNode binding) {
        MatchRules.setPolicyDefaults(binding.path("spec").path("matchResources"));
    }

    @Override
    public void validate(ObjectNode binding, FieldErrors errors) {
        super.validate(binding, errors);
        JsonNode spec = binding.path("spec");
        if (Values.required(spec, "policyName", SPEC, errors)) {
            String fault = Names.subdomain(Tree.text(spec, "policyName"));
            if (fault != null) {
                errors.invalid(SPEC.child("policyName"), spec.path("policyName"), fault);
            }
        }
        if (spec.path("paramRef").isObject()) {
            parameters(spec.path("paramRef"), SPEC.child("paramRef"), errors);
        }
        MatchRules.validatePolicy(spec.path("matchResources"), SPEC.child("matchResources"), errors);
        if (validating) {
            actions(spec.path("validationActions"), errors);
        }
    }

    private static void parameters(JsonNode reference, FieldPath path, FieldErrors errors) {
        boolean named = !Tree.text(reference, "name").isEmpty();
        boolean selected = reference.path("selector").isObject();
        if (named && selected) {
            errors.forbidden(path.child("name"), "name and selector are mutually exclusive");
        } else if (!named && !selected) {
            errors.required(path, "one of name or selector must be specified");
        }
        SelectorValidation.selector(reference.path("selector"), path.child("selector"), errors);
        if (Values.required(reference, "parameterNotFoundAction", path, errors)) {
            Values.oneOf(reference, "parameterNotFoundAction", List.of("Allow", "Deny"), path, errors);
        }
    }

    private static void actions(JsonNode actions, FieldErrors errors) {
        FieldPath path = SPEC.child("validationActions");
        if (Tree.isEmpty(actions)) {
            errors.required(path, "at least one validation action is required");
        }
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (JsonNode action : actions) {
            if (!ACTIONS.contains(action.asString(""))) {
                errors.notSupported(path.index(index), action, ACTIONS);
            } else if (!seen.add(action.asString(""))) {
                errors.duplicate(path.index(index), action);
            }
            index++;
        }
        if (seen.contains("Deny") && seen.contains("Warn")) {
            errors.invalid(
                    path,
                    actions,
                    "must not contain both Deny and Warn (repeating the same validation failure "
                            + "information in the API response and headers serves no purpose)");
        }
    }
}
