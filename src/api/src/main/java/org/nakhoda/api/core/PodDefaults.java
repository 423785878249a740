package org.nakhoda.api.core;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.quantity.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes' documented defaults of pods and of the pod templates in workloads. */
public final class PodDefaults {
    static final List<String> CONTAINER_LISTS = List.of("initContainers", "containers", "ephemeralContainers");

    private PodDefaults() {}

    /** A pod: what a template gets, and what only pods get. */
    static void applyToPod(ObjectNode pod) {
        if (!(pod.get("spec") instanceof ObjectNode spec)) {
            return;
        }
        applyToSpec(spec);
        Tree.defaultFlag(spec, "enableServiceLinks", true);
        boolean hostNetwork = Tree.flag(spec, "hostNetwork");
        for (String list : CONTAINER_LISTS) {
            for (ObjectNode container : Tree.objects(spec, list)) {
                ContainerDefaults.requestsFromLimits(container);
                if (hostNetwork) {
                    ContainerDefaults.hostPorts(container);
                }
            }
        }
        podLevelRequests(spec);
    }

    /** Where a pod has limits as a whole, its requests are what its containers ask for, or else the limits. */
    private static void podLevelRequests(ObjectNode spec) {
        if (!(spec.get("resources") instanceof ObjectNode resources) || Tree.isEmpty(resources.path("limits"))) {
            return;
        }
        for (String name : List.of("cpu", "memory")) {
            Quantity together = PodRequests.of(spec, name);
            JsonNode limit = resources.path("limits").path(name);
            if (resources.path("requests").has(name) || together == null && limit.isMissingNode()) {
                continue;
            }
            ObjectNode requests = Tree.child(resources, "requests");
            if (together != null) {
                requests.put(name, together.toString());
            } else {
                requests.set(name, limit);
            }
        }
    }

    /** The pod template of a workload. */
    public static void applyToTemplate(ObjectNode workloadSpec) {
        if (workloadSpec.path("template").path("spec") instanceof ObjectNode spec) {
            applyToSpec(spec);
        }
    }

    private static void applyToSpec(ObjectNode spec) {
        Tree.defaultText(spec, "restartPolicy", "Always");
        Tree.defaultText(spec, "dnsPolicy", "ClusterFirst");
        Tree.defaultText(spec, "schedulerName", "default-scheduler");
        Tree.defaultNumber(spec, "terminationGracePeriodSeconds", 30);
        Tree.child(spec, "securityContext");
        serviceAccount(spec);
        for (String list : CONTAINER_LISTS) {
            for (ObjectNode container : Tree.objects(spec, list)) {
                ContainerDefaults.apply(container);
            }
        }
        for (ObjectNode volume : Tree.objects(spec, "volumes")) {
            VolumeDefaults.apply(volume);
        }
    }

    /** {@code serviceAccount} is the older name of {@code serviceAccountName}; both are shown. */
    private static void serviceAccount(ObjectNode spec) {
        String name = Tree.text(spec, "serviceAccountName");
        if (name.isEmpty()) {
            name = Tree.text(spec, "serviceAccount");
        }
        if (!name.isEmpty()) {
            spec.put("serviceAccountName", name).put("serviceAccount", name);
        }
    }
}
