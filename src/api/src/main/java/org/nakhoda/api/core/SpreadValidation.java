package org.nakhoda.api.core;

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

/** How pods are to be spread over the topology. */
final class SpreadValidation {
    private static final List<String> POLICIES = List.of("Honor", "Ignore");

    private SpreadValidation() {}

    static void validate(JsonNode constraints, FieldPath path, FieldErrors errors) {
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (ObjectNode constraint : Tree.objects(constraints)) {
            FieldPath at = path.index(index++);
            if (Tree.number(constraint, "maxSkew", 0) <= 0) {
                errors.invalid(at.child("maxSkew"), constraint.path("maxSkew"), "must be greater than zero");
            }
            if (Values.required(constraint, "topologyKey", at, errors)) {
                name(constraint.path("topologyKey"), at.child("topologyKey"), errors);
            }
            String when = Tree.text(constraint, "whenUnsatisfiable");
            if (Values.required(constraint, "whenUnsatisfiable", at, errors)) {
                Values.oneOf(constraint, "whenUnsatisfiable", List.of("DoNotSchedule", "ScheduleAnyway"), at, errors);
            }
            String pair = "{" + Tree.text(constraint, "topologyKey") + ", " + when + "}";
            if (!seen.add(pair)) {
                errors.duplicate(at.child("{topologyKey, whenUnsatisfiable}"), constraint.stringNode(pair));
            }
            domains(constraint, when, at.child("minDomains"), errors);
            Values.oneOf(constraint, "nodeAffinityPolicy", POLICIES, at, errors);
            Values.oneOf(constraint, "nodeTaintsPolicy", POLICIES, at, errors);
            labelKeys(constraint, at, errors);
            SelectorValidation.selector(constraint.path("labelSelector"), at.child("labelSelector"), errors);
        }
    }

    private static void name(JsonNode key, FieldPath path, FieldErrors errors) {
        String fault = Names.qualified(key.asString(""));
        if (fault != null) {
            errors.invalid(path, key, fault);
        }
    }

    private static void domains(ObjectNode constraint, String when, FieldPath path, FieldErrors errors) {
        if (!constraint.has("minDomains")) {
            return;
        }
        if (Tree.number(constraint, "minDomains", 0) <= 0) {
            errors.invalid(path, constraint.path("minDomains"), "must be greater than zero");
        }
        if (!when.equals("DoNotSchedule")) {
            errors.invalid(
                    path,
                    constraint.path("minDomains"),
                    "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + when);
        }
    }

    private static void labelKeys(ObjectNode constraint, FieldPath path, FieldErrors errors) {
        JsonNode keys = constraint.path("matchLabelKeys");
        FieldPath at = path.child("matchLabelKeys");
        if (Tree.isEmpty(keys)) {
            return;
        }
        if (!constraint.path("labelSelector").isObject()) {
            errors.forbidden(at, "must not be specified when labelSelector is not set");
            return;
        }
        int index = 0;
        for (JsonNode key : keys) {
            name(key, at.index(index++), errors);
        }
    }
}
