package org.nakhoda.api.batch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a job makes of pods that fail, and which successes are enough. */
final class JobPolicies {
    private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
    private static final int MOST_RULES = 20;
    private static final int MOST_VALUES = 255;

    private JobPolicies() {}

    static void validate(JsonNode spec, FieldPath path, FieldErrors errors) {
        boolean indexed = Tree.text(spec, "completionMode").equals("Indexed");
        perIndex(spec, indexed, path, errors);
        JsonNode failures = spec.path("podFailurePolicy");
        if (failures.isObject()) {
            failures(spec, failures, path, errors);
        }
        JsonNode successes = spec.path("successPolicy");
        if (successes.isObject()) {
            successes(spec, successes, indexed, path.child("successPolicy"), errors);
        }
        String manager = Tree.text(spec, "managedBy");
        if (spec.has("managedBy")) {
            int slash = manager.indexOf('/');
            if (slash < 0 || Names.subdomain(manager.substring(0, slash)) != null) {
                errors.invalid(
                        path.child("managedBy"), manager, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            } else if (manager.length() > 63) {
                errors.tooLong(path.child("managedBy"), 63);
            }
        }
    }

    private static void perIndex(JsonNode spec, boolean indexed, FieldPath path, FieldErrors errors) {
        if (spec.has("backoffLimitPerIndex") && !indexed) {
            errors.invalid(
                    path.child("backoffLimitPerIndex"),
                    spec.path("backoffLimitPerIndex"),
                    "requires indexed completion mode");
        }
        if (!spec.has("maxFailedIndexes")) {
            return;
        }
        if (!spec.has("backoffLimitPerIndex")) {
            errors.invalid(
                    path.child("backoffLimitPerIndex"),
                    (JsonNode) null,
                    "when maxFailedIndexes is specified, backoffLimitPerIndex must be specified too");
            errors.invalid(
                    path.child("maxFailedIndexes"),
                    spec.path("maxFailedIndexes"),
                    "may only be used together with backoffLimitPerIndex");
        }
        if (Tree.number(spec, "maxFailedIndexes", 0) > Tree.number(spec, "completions", Long.MAX_VALUE)) {
            errors.invalid(
                    path.child("maxFailedIndexes"),
                    spec.path("maxFailedIndexes"),
                    "must be less than or equal to completions");
        }
    }

    private static void failures(JsonNode spec, JsonNode policy, FieldPath path, FieldErrors errors) {
        if (!Tree.text(spec.path("template").path("spec"), "restartPolicy").equals("Never")) {
            errors.invalid(
                    path.child("template", "spec").child("restartPolicy"),
                    spec.path("template").path("spec").path("restartPolicy"),
                    "only \"Never\" is supported when podFailurePolicy is specified");
        }
        if (Tree.text(spec, "podReplacementPolicy").equals("TerminatingOrFailed")) {
            errors.notSupported(
                    path.child("podReplacementPolicy"), spec.path("podReplacementPolicy"), List.of("Failed"));
        }
        FieldPath rules = path.child("podFailurePolicy", "rules");
        if (policy.path("rules").size() > MOST_RULES) {
            errors.tooMany(rules, policy.path("rules").size(), MOST_RULES);
        }
        int index = 0;
        for (ObjectNode rule : Tree.objects(policy, "rules")) {
            failure(spec, rule, rules.index(index++), errors);
        }
    }

    private static void failure(JsonNode spec, ObjectNode rule, FieldPath path, FieldErrors errors) {
        if (Values.required(rule, "action", path, errors)) {
            Values.oneOf(rule, "action", ACTIONS, path, errors);
            if (Tree.text(rule, "action").equals("FailIndex") && !spec.has("backoffLimitPerIndex")) {
                errors.invalid(
                        path.child("action"), rule.path("action"), "requires the backoffLimitPerIndex to be set");
            }
        }
        JsonNode codes = rule.path("onExitCodes");
        boolean conditions = !Tree.isEmpty(rule.path("onPodConditions"));
        if (codes.isObject() && conditions) {
            errors.invalid(path, rule, "specifying both OnExitCodes and OnPodConditions is not supported");
        } else if (!codes.isObject() && !conditions) {
            errors.invalid(path, rule, "specifying one of OnExitCodes and OnPodConditions is required");
        }
        if (codes.isObject()) {
            exitCodes(codes, path.child("onExitCodes"), errors);
        }
        int index = 0;
        for (ObjectNode condition : Tree.objects(rule, "onPodConditions")) {
            FieldPath at = path.child("onPodConditions").index(index++);
            Values.required(condition, "type", at, errors);
            if (Values.required(condition, "status", at, errors)) {
                Values.oneOf(condition, "status", List.of("False", "True", "Unknown"), at, errors);
            }
        }
    }

    private static void exitCodes(JsonNode codes, FieldPath path, FieldErrors errors) {
        if (Values.required(codes, "operator", path, errors)) {
            Values.oneOf(codes, "operator", List.of("In", "NotIn"), path, errors);
        }
        JsonNode values = codes.path("values");
        if (Tree.isEmpty(values)) {
            errors.invalid(path.child("values"), values, "at least one value is required");
        } else if (values.size() > MOST_VALUES) {
            errors.tooMany(path.child("values"), values.size(), MOST_VALUES);
        }
        Set<Long> seen = new HashSet<>();
        long before = Long.MIN_VALUE;
        int index = 0;
        for (JsonNode value : values) {
            long code = value.asLong(0);
            if (code == 0 && Tree.text(codes, "operator").equals("In")) {
                errors.invalid(path.child("values").index(index), value, "must not be 0 for the In operator");
            }
            if (!seen.add(code)) {
                errors.duplicate(path.child("values").index(index), value);
            } else if (code < before) {
                errors.invalid(path.child("values"), values, "must be ordered");
            }
            before = code;
            index++;
        }
    }

    private static void successes(JsonNode spec, JsonNode policy, boolean indexed, FieldPath path, FieldErrors errors) {
        if (!indexed) {
            errors.invalid(path, policy, "requires indexed completion mode");
            return;
        }
        JsonNode rules = policy.path("rules");
        if (Tree.isEmpty(rules)) {
            errors.required(
                    path.child("rules"), "at least one rules must be specified when the successPolicy is specified");
        } else if (rules.size() > MOST_RULES) {
            errors.tooMany(path.child("rules"), rules.size(), MOST_RULES);
        }
        int index = 0;
        for (ObjectNode rule : Tree.objects(rules)) {
            FieldPath at = path.child("rules").index(index++);
            if (!rule.has("succeededCount")
                    && Tree.text(rule, "succeededIndexes").isEmpty()) {
                errors.required(at, "at least one of succeededCount or succeededIndexes must be specified");
            }
            Values.notNegative(rule, "succeededCount", at, errors);
            if (Tree.number(rule, "succeededCount", 0) > Tree.number(spec, "completions", Long.MAX_VALUE)) {
                errors.invalid(
                        at.child("succeededCount"),
                        rule.path("succeededCount"),
                        "must be less than or equal to " + Tree.number(spec, "completions", 0)
                                + " (the number of specified completions)");
            }
        }
    }
}
