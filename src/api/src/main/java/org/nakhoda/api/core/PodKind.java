package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Containers that run together on one node. */
public final class PodKind {
    private PodKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "Pod")
                .plural("pods")
                .shortNames("po")
                .categories("all")
                .subresources(
                        "attach",
                        "binding",
                        "ephemeralcontainers",
                        "eviction",
                        "exec",
                        "log",
                        "portforward",
                        "proxy",
                        "resize",
                        "status")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.Pod"))
                .strategy(new PodStrategy())
                .columns(PodColumns.columns())
                .selectable("spec.nodeName", pod -> Tree.text(pod, "spec", "nodeName"))
                .selectable("spec.restartPolicy", pod -> Tree.text(pod, "spec", "restartPolicy"))
                .selectable("spec.schedulerName", pod -> Tree.text(pod, "spec", "schedulerName"))
                .selectable("spec.serviceAccountName", pod -> Tree.text(pod, "spec", "serviceAccountName"))
                .selectable("spec.hostNetwork", pod -> Boolean.toString(Tree.flag(pod.path("spec"), "hostNetwork")))
                .selectable("status.phase", pod -> Tree.text(pod, "status", "phase"))
                .selectable("status.podIP", PodKind::podIp)
                .selectable("status.podIPs", PodKind::podIp)
                .selectable("status.nominatedNodeName", pod -> Tree.text(pod, "status", "nominatedNodeName"))
                .build();
    }

    private static String podIp(ObjectNode pod) {
        JsonNode status = pod.path("status");
        String first = Tree.text(status.path("podIPs").path(0), "ip");
        return first.isEmpty() ? Tree.text(status, "podIP") : first;
    }
}
