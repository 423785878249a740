package org.nakhoda.api.rbac;

import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.SelectorValidation;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Roles of both scopes: each rule is about resources, or, in the whole cluster, about other URLs. */
final class RoleStrategy extends ObjectStrategy {
    private final boolean namespaced;

    RoleStrategy(Scope scope) {
        super(scope, Shape.PLAIN, Names::pathSegment);
        this.namespaced = scope == Scope.NAMESPACED;
    }

    @Override
    public void setDefaults(ObjectNode role) {
        if (Tree.absent(role, "rules")) {
            role.putArray("rules");
        }
    }

    @Override
    public void validate(ObjectNode role, FieldErrors errors) {
        super.validate(role, errors);
        JsonNode aggregation = role.path("aggregationRule");
        if (aggregation.isObject()) {
            FieldPath path = FieldPath.of("aggregationRule").child("clusterRoleSelectors");
            if (Tree.isEmpty(aggregation.path("clusterRoleSelectors"))) {
                errors.required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil");
            }
            int position = 0;
            for (ObjectNode selector : Tree.objects(aggregation, "clusterRoleSelectors")) {
                SelectorValidation.selector(selector, path.index(position++), errors);
            }
        }
        int index = 0;
        for (ObjectNode rule : Tree.objects(role, "rules")) {
            FieldPath at = FieldPath.of("rules").index(index++);
            atLeastOne(rule, "verbs", "verbs must contain at least one value", at, errors);
            JsonNode urls = rule.path("nonResourceURLs");
            if (!Tree.isEmpty(urls)) {
                if (namespaced) {
                    errors.invalid(
                            at.child("nonResourceURLs"), urls, "namespaced rules cannot apply to non-resource URLs");
                }
                if (!Tree.isEmpty(rule.path("apiGroups")) || !Tree.isEmpty(rule.path("resources"))) {
                    errors.invalid(
                            at.child("nonResourceURLs"),
                            urls,
                            "rules cannot apply to both regular resources and non-resource URLs");
                }
            } else {
                atLeastOne(rule, "apiGroups", "resource rules must supply at least one api group", at, errors);
                atLeastOne(rule, "resources", "resource rules must supply at least one resource", at, errors);
            }
        }
    }

    private static void atLeastOne(ObjectNode rule, String list, String detail, FieldPath path, FieldErrors errors) {
        if (Tree.isEmpty(rule.path(list))) {
            errors.required(path.child(list), detail);
        }
    }
}
