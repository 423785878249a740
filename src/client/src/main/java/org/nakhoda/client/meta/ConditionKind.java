package org.nakhoda.client.meta;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How to read and set conditions of one of Kubernetes' condition types, which look alike and share no interface.
 *
 * @param withTransitionTime a copy of a condition with another time of its last transition
 */
public record ConditionKind<C>(
        Function<C, String> type,
        Function<C, String> status,
        Function<C, String> transitionTime,
        BiFunction<C, String, C> withTransitionTime) {
    public static final String TRUE = "True";
    public static final String FALSE = "False";
    public static final String UNKNOWN = "Unknown";

    public Optional<C> find(List<C> conditions, String wantedType) {
        return conditions.stream()
                .filter(condition -> wantedType.equals(type.apply(condition)))
                .findFirst();
    }

    public boolean is(List<C> conditions, String wantedType, String wantedStatus) {
        return find(conditions, wantedType)
                .filter(condition -> wantedStatus.equals(status.apply(condition)))
                .isPresent();
    }

    /**
     * The conditions with this one in place of its predecessor, or at the end. If the status is the predecessor's, so is
     * the time of the last transition: that time says when the status changed, not when it was looked at.
     */
    public List<C> with(List<C> conditions, C condition) {
        List<C> result = new ArrayList<>(conditions.size() + 1);
        boolean replaced = false;
        for (C present : conditions) {
            if (!Objects.equals(type.apply(present), type.apply(condition))) {
                result.add(present);
            } else if (!replaced) {
                replaced = true;
                result.add(
                        Objects.equals(status.apply(present), status.apply(condition))
                                ? withTransitionTime.apply(condition, transitionTime.apply(present))
                                : condition);
            }
        }
        if (!replaced) {
            result.add(condition);
        }
        return List.copyOf(result);
    }

    public List<C> without(List<C> conditions, String unwantedType) {
        return conditions.stream()
                .filter(condition -> !unwantedType.equals(type.apply(condition)))
                .toList();
    }
}
