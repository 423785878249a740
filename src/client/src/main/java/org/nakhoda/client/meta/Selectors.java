package org.nakhoda.client.meta;

import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.nakhoda.api.selector.LabelSelector;

/** Label selectors of model objects as selectors that match. */
public final class Selectors {
    private Selectors() {}

    /**
     * As {@code spec.selector} is to be read: null selects nothing, an empty selector everything.
     *
     * @throws IllegalArgumentException if an operator is unknown or its values do not fit it
     */
    public static LabelSelector of(io.fabric8.kubernetes.api.model.LabelSelector selector) {
        if (selector == null) {
            return LabelSelector.nothing();
        }
        List<LabelSelector.Requirement> requirements = new ArrayList<>();
        Map<String, String> labels = selector.getMatchLabels();
        if (labels != null) {
            requirements.addAll(LabelSelector.ofLabels(labels).requirements());
        }
        for (LabelSelectorRequirement expression : selector.getMatchExpressions()) {
            requirements.add(new LabelSelector.Requirement(
                    expression.getKey(), operator(expression.getOperator()), new TreeSet<>(expression.getValues())));
        }
        return LabelSelector.of(requirements);
    }

    private static LabelSelector.Operator operator(String name) {
        return switch (name) {
            case "In" -> LabelSelector.Operator.IN;
            case "NotIn" -> LabelSelector.Operator.NOT_IN;
            case "Exists" -> LabelSelector.Operator.EXISTS;
            case "DoesNotExist" -> LabelSelector.Operator.DOES_NOT_EXIST;
            default -> throw new IllegalArgumentException("no such operator of a label selector: " + name);
        };
    }
}
