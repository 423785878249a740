package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.quantity.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a pod's containers ask for together: the main ones and the sidecars at once, or more if an init container, beside
 * the sidecars that were started before it, asks for more.
 */
final class PodRequests {
    private PodRequests() {}

    /** Null if no container asks for {@code resource}. */
    static Quantity of(JsonNode spec, String resource) {
        Quantity sidecars = null;
        Quantity starting = null;
        for (ObjectNode container : Tree.objects(spec, "initContainers")) {
            Quantity asked = request(container, resource);
            if (Tree.text(container, "restartPolicy").equals("Always")) {
                sidecars = sum(sidecars, asked);
                starting = larger(starting, sidecars);
            } else {
                starting = larger(starting, sum(sidecars, asked));
            }
        }
        Quantity running = sidecars;
        for (ObjectNode container : Tree.objects(spec, "containers")) {
            running = sum(running, request(container, resource));
        }
        return larger(starting, running);
    }

    private static Quantity request(ObjectNode container, String resource) {
        return ResourceValidation.quantity(
                container.path("resources").path("requests").path(resource));
    }

    private static Quantity sum(Quantity one, Quantity other) {
        return one == null ? other : other == null ? one : one.add(other);
    }

    private static Quantity larger(Quantity one, Quantity other) {
        return one == null || other != null && other.compareTo(one) > 0 ? other : one;
    }
}
