package org.nakhoda.api.flowcontrol;

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

/** What is special about flow schemas. */
final class FlowSchemaStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int LAST = 10000;

    FlowSchemaStrategy() {
        super(Scope.CLUSTER, Shape.SPEC_AND_STATUS, Names::subdomain);
    }

    @Override
    public void setDefaults(ObjectNode schema) {
        if (schema.get("spec") instanceof ObjectNode spec) {
            Tree.defaultNonZero(spec, "matchingPrecedence", 1000);
        }
    }

    @Override
    public void validate(ObjectNode schema, FieldErrors errors) {
        super.validate(schema, errors);
        JsonNode spec = schema.path("spec");
        long precedence = Tree.number(spec, "matchingPrecedence", 0);
        if (precedence < 1 || precedence > LAST) {
            errors.invalid(
                    SPEC.child("matchingPrecedence"),
                    Long.toString(precedence),
                    "must be a positive value and less than or equal to " + LAST);
        }
        if (precedence == 1 && !Tree.text(schema, "metadata", "name").equals("exempt")) {
            errors.invalid(
                    SPEC.child("matchingPrecedence"),
                    spec.path("matchingPrecedence"),
                    "only the schema named 'exempt' may have matchingPrecedence 1");
        }
        JsonNode method = spec.path("distinguisherMethod");
        if (method.isObject()) {
            List<String> methods = List.of("ByNamespace", "ByUser");
            if (!methods.contains(Tree.text(method, "type"))) {
                errors.notSupported(SPEC.child("distinguisherMethod"), method.path("type"), methods);
            }
        }
        JsonNode level = spec.path("priorityLevelConfiguration");
        if (Tree.text(level, "name").isEmpty()) {
            errors.required(SPEC.child("priorityLevelConfiguration", "name"), "must reference a priority level");
        } else if (Names.subdomain(Tree.text(level, "name")) != null) {
            errors.invalid(
                    SPEC.child("priorityLevelConfiguration", "name"),
                    level.path("name"),
                    Names.subdomain(Tree.text(level, "name")));
        }
        int index = 0;
        for (ObjectNode rule : Tree.objects(spec, "rules")) {
            rule(rule, SPEC.child("rules").index(index++), errors);
        }
    }

    private static void rule(ObjectNode rule, FieldPath path, FieldErrors errors) {
        if (Tree.isEmpty(rule.path("subjects"))) {
            errors.required(path.child("subjects"), "subjects must contain at least one value");
        }
        int index = 0;
        for (ObjectNode subject : Tree.objects(rule, "subjects")) {
            subject(subject, path.child("subjects").index(index++), errors);
        }
        if (Tree.isEmpty(rule.path("resourceRules")) && Tree.isEmpty(rule.path("nonResourceRules"))) {
            errors.required(path, "at least one of resourceRules and nonResourceRules has to be non-empty");
        }
        index = 0;
        for (ObjectNode resources : Tree.objects(rule, "resourceRules")) {
            FieldPath at = path.child("resourceRules").index(index++);
            for (String field : List.of("verbs", "apiGroups", "resources")) {
                Values.required(resources, field, at, errors);
            }
            if (Tree.isEmpty(resources.path("namespaces")) && !Tree.flag(resources, "clusterScope")) {
                errors.required(
                        at.child("namespaces"),
                        "resource rules that are not cluster scoped must supply at least one namespace");
            }
        }
        index = 0;
        for (ObjectNode paths : Tree.objects(rule, "nonResourceRules")) {
            FieldPath at = path.child("nonResourceRules").index(index++);
            Values.required(paths, "verbs", at, errors);
            Values.required(paths, "nonResourceURLs", at, errors);
        }
    }

    private static void subject(ObjectNode subject, FieldPath path, FieldErrors errors) {
        String kind = Tree.text(subject, "kind");
        String field =
                switch (kind) {
                    case "ServiceAccount" -> "serviceAccount";
                    case "User" -> "user";
                    case "Group" -> "group";
                    default -> "";
                };
        if (field.isEmpty()) {
            errors.notSupported(path.child("kind"), subject.path("kind"), List.of("Group", "ServiceAccount", "User"));
        } else if (!subject.path(field).isObject()) {
            errors.required(path.child(field), field + " is required when subject kind is '" + kind + "'");
        } else {
            Values.required(subject.path(field), "name", path.child(field), errors);
            if (kind.equals("ServiceAccount")) {
                Values.required(subject.path(field), "namespace", path.child(field), errors);
            }
        }
        for (String other : List.of("serviceAccount", "user", "group")) {
            if (!other.equals(field) && !field.isEmpty() && subject.has(other)) {
                errors.forbidden(path.child(other), other + " is forbidden when subject kind is not '" + other + "'");
            }
        }
    }
}
