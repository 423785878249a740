package org.nakhoda.node.pod;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nakhoda.node.spec.Amounts;
import org.nakhoda.node.spec.PodSpecs;
import org.nakhoda.node.status.PodFacts.Failure;

/**
 * Whether the node takes a pod that was bound to it. Normally the scheduler has seen to that; two schedulers, a pod bound
 * by hand or a node whose labels have changed can make it otherwise. Static pods are not asked.
 */
@FunctionalInterface
public interface NodeAdmission {
    /** @return why the node refuses the pod; empty if it takes it */
    Optional<Failure> refusal(Pod pod);

    /**
     * @param node empty while the API has not shown it: then every pod is taken
     * @param others that run on the node
     */
    static Optional<Failure> check(Pod pod, Optional<Node> node, Collection<Pod> others) {
        if (node.isEmpty() || PodSpecs.isStatic(pod)) {
            return Optional.empty();
        }
        Map<String, String> labels = node.get().getMetadata().getLabels();
        if (!selects(pod, labels == null ? Map.of() : labels)) {
            return Optional.of(new Failure(
                    "NodeAffinity",
                    "Pod was rejected: Predicate NodeAffinity failed: node(s)"
                            + " didn't match Pod's node affinity/selector"));
        }
        Map<String, Quantity> allocatable =
                node.get().getStatus() == null ? null : node.get().getStatus().getAllocatable();
        return allocatable == null ? Optional.empty() : exceeded(pod, allocatable, others);
    }

    private static Optional<Failure> exceeded(Pod pod, Map<String, Quantity> allocatable, Collection<Pod> others) {
        long podsAllowed = Amounts.whole(allocatable, "pods");
        if (podsAllowed > 0 && others.size() + 1 > podsAllowed) {
            return Optional.of(failure("pods", 1, others.size(), podsAllowed));
        }
        long cpu = Amounts.podMilliCpuRequest(pod);
        long cpuUsed = others.stream().mapToLong(Amounts::podMilliCpuRequest).sum();
        long cpuAllowed = Amounts.milliCpu(allocatable);
        if (cpu > 0 && cpu + cpuUsed > cpuAllowed) {
            return Optional.of(failure("cpu", cpu, cpuUsed, cpuAllowed));
        }
        Set<String> resources = new TreeSet<>();
        PodSpecs.allContainers(pod)
                .forEach(c -> resources.addAll(Amounts.requests(c).keySet()));
        resources.remove("cpu");
        for (String resource : resources) {
            long request = Amounts.podRequest(pod, resource);
            long used = others.stream()
                    .mapToLong(other -> Amounts.podRequest(other, resource))
                    .sum();
            long allowed = Amounts.whole(allocatable, resource);
            if (request > 0 && request + used > allowed) {
                return Optional.of(failure(resource, request, used, allowed));
            }
        }
        return Optional.empty();
    }

    private static Failure failure(String resource, long requested, long used, long capacity) {
        return new Failure(
                "OutOf" + resource,
                "Pod was rejected: Node didn't have enough resource: " + resource + ", requested: " + requested
                        + ", used: " + used + ", capacity: " + capacity);
    }

    private static boolean selects(Pod pod, Map<String, String> labels) {
        Map<String, String> selector = pod.getSpec().getNodeSelector();
        if (selector != null && !labels.entrySet().containsAll(selector.entrySet())) {
            return false;
        }
        var affinity = pod.getSpec().getAffinity();
        var required = affinity == null || affinity.getNodeAffinity() == null
                ? null
                : affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
        return required == null
                || required.getNodeSelectorTerms().stream().anyMatch(term -> matches(term, pod, labels));
    }

    private static boolean matches(NodeSelectorTerm term, Pod pod, Map<String, String> labels) {
        boolean empty =
                term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty();
        Map<String, String> fields =
                Map.of("metadata.name", String.valueOf(pod.getSpec().getNodeName()));
        return !empty
                && term.getMatchExpressions().stream().allMatch(r -> matches(r, labels))
                && term.getMatchFields().stream().allMatch(r -> matches(r, fields));
    }

    private static boolean matches(NodeSelectorRequirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.getKey());
        List<String> values = requirement.getValues();
        return switch (requirement.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> value != null && compare(value, values) > 0;
            case "Lt" -> value != null && compare(value, values) < 0;
            default -> false;
        };
    }

    private static int compare(String value, List<String> values) {
        try {
            return Long.compare(Long.parseLong(value), Long.parseLong(values.get(0)));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return 0;
        }
    }
}
