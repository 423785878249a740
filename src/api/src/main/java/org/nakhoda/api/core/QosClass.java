package org.nakhoda.api.core;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.quantity.InvalidQuantityException;
import org.nakhoda.api.quantity.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How well a pod's resources are assured, from what its containers ask for: decides who is evicted first. */
public enum QosClass {
    GUARANTEED("Guaranteed"),
    BURSTABLE("Burstable"),
    BEST_EFFORT("BestEffort");

    private static final List<String> COUNTED = List.of("cpu", "memory");

    private final String text;

    QosClass(String text) {
        this.text = text;
    }

    /** As it stands in {@code status.qosClass}. */
    public String text() {
        return text;
    }

    /** The class of a pod with this specification. */
    public static QosClass of(JsonNode spec) {
        if (spec.path("resources").isObject() && !spec.path("resources").isEmpty()) {
            return ofResources(spec.path("resources"));
        }
        boolean guaranteed = true;
        boolean bestEffort = true;
        for (String list : List.of("initContainers", "containers")) {
            for (ObjectNode container : Tree.objects(spec, list)) {
                QosClass one = ofResources(container.path("resources"));
                guaranteed &= one == GUARANTEED;
                bestEffort &= one == BEST_EFFORT;
            }
        }
        return bestEffort ? BEST_EFFORT : guaranteed ? GUARANTEED : BURSTABLE;
    }

    private static QosClass ofResources(JsonNode resources) {
        boolean guaranteed = true;
        boolean bestEffort = true;
        for (String name : COUNTED) {
            Quantity request = amount(resources.path("requests").path(name));
            Quantity limit = amount(resources.path("limits").path(name));
            bestEffort &= request.isZero() && limit.isZero();
            guaranteed &= !limit.isZero() && request.equals(limit);
        }
        return bestEffort ? BEST_EFFORT : guaranteed ? GUARANTEED : BURSTABLE;
    }

    private static Quantity amount(JsonNode value) {
        try {
            return value.isMissingNode() ? Quantity.ZERO : Quantity.parse(Tree.scalar(value));
        } catch (InvalidQuantityException e) {
            return Quantity.ZERO;
        }
    }
}
