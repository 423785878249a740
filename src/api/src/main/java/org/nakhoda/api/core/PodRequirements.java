package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.quantity.ResourceList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a pod as a whole takes from its node: its containers run together, its init containers one after the other, its
 * sidecars from their turn to the end; what is stated for the pod itself counts instead of the sum, and the runtime's
 * overhead comes on top.
 */
public final class PodRequirements {
    private PodRequirements() {}

    /** While a pod is being resized, a container counts with the most that it has, was given or wants. */
    public static ResourceList requests(JsonNode pod) {
        return total(pod, "requests");
    }

    public static ResourceList limits(JsonNode pod) {
        return total(pod, "limits");
    }

    private static ResourceList total(JsonNode pod, String field) {
        JsonNode spec = pod.path("spec");
        ResourceList together = ResourceList.EMPTY;
        for (ObjectNode container : Tree.objects(spec, "containers")) {
            together = together.plus(of(container, pod, "containerStatuses", field));
        }
        ResourceList sidecars = ResourceList.EMPTY;
        ResourceList peak = ResourceList.EMPTY;
        for (ObjectNode container : Tree.objects(spec, "initContainers")) {
            ResourceList own = of(container, pod, "initContainerStatuses", field);
            if (Tree.text(container, "restartPolicy").equals("Always")) {
                sidecars = sidecars.plus(own);
                together = together.plus(own);
                peak = peak.max(sidecars);
            } else {
                peak = peak.max(sidecars.plus(own));
            }
        }
        ResourceList all =
                together.max(peak).with(ResourceList.of(spec.path("resources").path(field)));
        ResourceList overhead = ResourceList.of(spec.path("overhead"));
        return all.plus(field.equals("limits") ? overhead.only(name -> bounded(all, name)) : overhead);
    }

    /** An overhead is no limit where there is none. */
    private static boolean bounded(ResourceList limits, String name) {
        Quantity limit = limits.get(name);
        return !limit.isZero();
    }

    private static ResourceList of(ObjectNode container, JsonNode pod, String statuses, String field) {
        ResourceList wanted = ResourceList.of(container.path("resources").path(field));
        for (JsonNode status : pod.path("status").path(statuses)) {
            if (Tree.text(status, "name").equals(Tree.text(container, "name"))) {
                ResourceList actual = ResourceList.of(status.path("resources").path(field));
                if (field.equals("requests")) {
                    actual = actual.max(ResourceList.of(status.path("allocatedResources")));
                }
                return infeasible(pod) ? wanted.with(actual) : wanted.max(actual);
            }
        }
        return wanted;
    }

    /** A resize that the node has refused for good takes nothing. */
    private static boolean infeasible(JsonNode pod) {
        for (JsonNode condition : pod.path("status").path("conditions")) {
            if (Tree.text(condition, "type").equals("PodResizePending")) {
                return Tree.text(condition, "reason").equals("Infeasible");
            }
        }
        return false;
    }
}
