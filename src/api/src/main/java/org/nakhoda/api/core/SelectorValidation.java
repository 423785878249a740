package org.nakhoda.api.core;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.MetadataValidation;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A LabelSelector: labels that are labels, and operators with the values that they need. */
public final class SelectorValidation {
    private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

    private SelectorValidation() {}

    public static void selector(JsonNode selector, FieldPath path, FieldErrors errors) {
        MetadataValidation.labels(selector.path("matchLabels"), path.child("matchLabels"), errors);
        int index = 0;
        for (ObjectNode expression : Tree.objects(selector, "matchExpressions")) {
            FieldPath at = path.child("matchExpressions").index(index++);
            String fault = Names.qualified(Tree.text(expression, "key"));
            if (fault != null) {
                errors.invalid(at.child("key"), expression.path("key"), fault);
            }
            operator(expression, OPERATORS, at, errors);
        }
    }

    /** Whether a selector selects nothing in particular: workloads refuse it. */
    public static boolean isEmpty(JsonNode selector) {
        return Tree.isEmpty(selector.path("matchLabels")) && Tree.isEmpty(selector.path("matchExpressions"));
    }

    static void operator(JsonNode expression, List<String> operators, FieldPath path, FieldErrors errors) {
        String operator = Tree.text(expression, "operator");
        JsonNode values = expression.path("values");
        switch (operator) {
            case "In", "NotIn" -> {
                if (Tree.isEmpty(values)) {
                    errors.required(path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!Tree.isEmpty(values)) {
                    errors.forbidden(
                            path.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            case "Gt", "Lt" -> {
                if (!operators.contains(operator)) {
                    errors.notSupported(path.child("operator"), expression.path("operator"), operators);
                } else if (values.size() != 1) {
                    errors.required(
                            path.child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
            }
            default -> errors.invalid(path.child("operator"), operator, "not a valid selector operator");
        }
    }
}
