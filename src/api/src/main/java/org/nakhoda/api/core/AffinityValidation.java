package org.nakhoda.api.core;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Node affinity, pod affinity and pod anti-affinity. */
public final class AffinityValidation {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
    private static final List<String> NODE_OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt");

    private AffinityValidation() {}

    static void validate(JsonNode affinity, FieldPath path, FieldErrors errors) {
        JsonNode node = affinity.path("nodeAffinity");
        FieldPath at = path.child("nodeAffinity");
        if (node.path(REQUIRED).isObject()) {
            nodeSelector(node.path(REQUIRED), at.child(REQUIRED), errors);
        }
        int index = 0;
        for (ObjectNode preferred : Tree.objects(node, PREFERRED)) {
            FieldPath one = at.child(PREFERRED).index(index++);
            weight(preferred, one, errors);
            nodeTerm(preferred.path("preference"), one.child("preference"), errors);
        }
        pods(affinity.path("podAffinity"), path.child("podAffinity"), errors);
        pods(affinity.path("podAntiAffinity"), path.child("podAntiAffinity"), errors);
    }

    /** A NodeSelector, of a pod or of a volume. */
    public static void nodeSelector(JsonNode selector, FieldPath path, FieldErrors errors) {
        if (Tree.isEmpty(selector.path("nodeSelectorTerms"))) {
            errors.required(path.child("nodeSelectorTerms"), "must have at least one node selector term");
        }
        int index = 0;
        for (ObjectNode term : Tree.objects(selector, "nodeSelectorTerms")) {
            nodeTerm(term, path.child("nodeSelectorTerms").index(index++), errors);
        }
    }

    private static void nodeTerm(JsonNode term, FieldPath path, FieldErrors errors) {
        int index = 0;
        for (ObjectNode expression : Tree.objects(term, "matchExpressions")) {
            FieldPath at = path.child("matchExpressions").index(index++);
            String fault = Names.qualified(Tree.text(expression, "key"));
            if (fault != null) {
                errors.invalid(at.child("key"), expression.path("key"), fault);
            }
            SelectorValidation.operator(expression, NODE_OPERATORS, at, errors);
        }
    }

    private static void pods(JsonNode affinity, FieldPath path, FieldErrors errors) {
        int index = 0;
        for (ObjectNode term : Tree.objects(affinity, REQUIRED)) {
            podTerm(term, path.child(REQUIRED).index(index++), errors);
        }
        index = 0;
        for (ObjectNode preferred : Tree.objects(affinity, PREFERRED)) {
            FieldPath at = path.child(PREFERRED).index(index++);
            weight(preferred, at, errors);
            podTerm(preferred.path("podAffinityTerm"), at.child("podAffinityTerm"), errors);
        }
    }

    private static void podTerm(JsonNode term, FieldPath path, FieldErrors errors) {
        SelectorValidation.selector(term.path("labelSelector"), path.child("labelSelector"), errors);
        SelectorValidation.selector(term.path("namespaceSelector"), path.child("namespaceSelector"), errors);
        if (Values.required(term, "topologyKey", path, errors)) {
            String fault = Names.qualified(Tree.text(term, "topologyKey"));
            if (fault != null) {
                errors.invalid(path.child("topologyKey"), term.path("topologyKey"), fault);
            }
        }
    }

    private static void weight(JsonNode preferred, FieldPath path, FieldErrors errors) {
        long weight = Tree.number(preferred, "weight", 0);
        if (weight < 1 || weight > 100) {
            errors.invalid(path.child("weight"), preferred.path("weight"), "must be in the range 1-100");
        }
    }
}
