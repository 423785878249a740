package org.nakhoda.scheduler.plugin;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.List;
import org.nakhoda.scheduler.snapshot.NodeInfo;

/** Node selector terms, by Kubernetes' "Assigning Pods to Nodes": all requirements of a term hold; an empty term matches nothing. */
final class NodeTerms {
    private NodeTerms() {}

    static boolean matches(NodeSelectorTerm term, NodeInfo node) {
        List<NodeSelectorRequirement> expressions = orEmpty(term.getMatchExpressions());
        List<NodeSelectorRequirement> fields = orEmpty(term.getMatchFields());
        if (expressions.isEmpty() && fields.isEmpty()) {
            return false;
        }
        return expressions.stream().allMatch(r -> matches(r, node.labels().get(r.getKey())))
                && fields.stream().allMatch(r -> "metadata.name".equals(r.getKey()) && matches(r, node.name()));
    }

    /** @param value the label's value, or null if the node has no such label */
    private static boolean matches(NodeSelectorRequirement requirement, String value) {
        List<String> values = requirement.getValues() == null ? List.of() : requirement.getValues();
        return switch (requirement.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> compare(value, values) > 0;
            case "Lt" -> compare(value, values) < 0;
            default -> false;
        };
    }

    /** The sign of value minus bound, or 0 (which satisfies neither Gt nor Lt) where either is not an integer. */
    private static int compare(String value, List<String> bound) {
        if (value == null || bound.size() != 1) {
            return 0;
        }
        try {
            return Long.compare(Long.parseLong(value), Long.parseLong(bound.get(0)));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static List<NodeSelectorRequirement> orEmpty(List<NodeSelectorRequirement> requirements) {
        return requirements == null ? List.of() : requirements;
    }
}
