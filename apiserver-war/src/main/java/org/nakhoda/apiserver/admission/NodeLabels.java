package org.nakhoda.apiserver.admission;

import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Which labels a node may give itself: its own names for things, and of Kubernetes' those that an agent knows best. */
final class NodeLabels {
    private static final String RESTRICTED = "node-restriction.kubernetes.io";
    private static final Set<String> OF_AGENTS = Set.of(
            "beta.kubernetes.io/arch",
            "beta.kubernetes.io/instance-type",
            "beta.kubernetes.io/os",
            "failure-domain.beta.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.kubernetes.io/region",
            "failure-domain.kubernetes.io/zone",
            "kubernetes.io/arch",
            "kubernetes.io/hostname",
            "kubernetes.io/os",
            "node.kubernetes.io/instance-type",
            "topology.kubernetes.io/region",
            "topology.kubernetes.io/zone");
    private static final Set<String> NAMESPACES_OF_AGENTS = Set.of("kubelet.kubernetes.io", "node.kubernetes.io");

    private NodeLabels() {}

    /** The labels that differ and may not be touched by the node. */
    static Set<String> forbidden(JsonNode labels, JsonNode before) {
        Set<String> forbidden = new TreeSet<>();
        labels.properties().forEach(label -> note(label.getKey(), labels, before, forbidden));
        before.properties().forEach(label -> note(label.getKey(), labels, before, forbidden));
        return forbidden;
    }

    private static void note(String label, JsonNode labels, JsonNode before, Set<String> forbidden) {
        if (!labels.path(label).equals(before.path(label)) && !allowed(label)) {
            forbidden.add(label);
        }
    }

    private static boolean allowed(String label) {
        String namespace = label.substring(0, Math.max(0, label.indexOf('/')));
        if (in(namespace, RESTRICTED)) {
            return false;
        }
        boolean kubernetes = in(namespace, "kubernetes.io") || in(namespace, "k8s.io");
        return !kubernetes
                || OF_AGENTS.contains(label)
                || NAMESPACES_OF_AGENTS.stream().anyMatch(agents -> in(namespace, agents));
    }

    private static boolean in(String namespace, String domain) {
        return namespace.equals(domain) || namespace.endsWith("." + domain);
    }
}
