package org.nakhoda.controllers.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.client.meta.ConditionKind;
import org.nakhoda.client.meta.Timestamps;

/** What a node's conditions and taints are to be. Pure. */
final class NodeHealth {
    static final String READY = "Ready";
    static final String NOT_READY = "node.kubernetes.io/not-ready";
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
    static final String NO_SCHEDULE = "NoSchedule";
    static final String NO_EXECUTE = "NoExecute";

    static final ConditionKind<NodeCondition> CONDITIONS = new ConditionKind<>(
            NodeCondition::getType,
            NodeCondition::getStatus,
            NodeCondition::getLastTransitionTime,
            (condition, time) -> new NodeConditionBuilder(condition)
                    .withLastTransitionTime(time)
                    .build());

    /** Conditions that only the node itself can know. */
    private static final List<String> REPORTED = List.of(READY, "MemoryPressure", "DiskPressure", "PIDPressure");

    /** Taints that follow from a condition being true. */
    private static final Map<String, String> PRESSURE = Map.of(
            "MemoryPressure", "node.kubernetes.io/memory-pressure",
            "DiskPressure", "node.kubernetes.io/disk-pressure",
            "PIDPressure", "node.kubernetes.io/pid-pressure",
            "NetworkUnavailable", "node.kubernetes.io/network-unavailable");

    /** The taints that this controller sets and removes; all others are none of its business. */
    private static final Set<String> OWN = Set.of(
            NOT_READY,
            UNREACHABLE,
            UNSCHEDULABLE,
            "node.kubernetes.io/memory-pressure",
            "node.kubernetes.io/disk-pressure",
            "node.kubernetes.io/pid-pressure",
            "node.kubernetes.io/network-unavailable");

    private NodeHealth() {}

    static List<NodeCondition> conditions(Node node) {
        return node.getStatus() == null ? List.of() : node.getStatus().getConditions();
    }

    /** True, False or Unknown; a node that has never said anything is Unknown. */
    static String ready(List<NodeCondition> conditions) {
        return CONDITIONS.find(conditions, READY).map(NodeCondition::getStatus).orElse(ConditionKind.UNKNOWN);
    }

    /** The conditions of a node that has fallen silent. */
    static List<NodeCondition> silent(List<NodeCondition> conditions, Instant now) {
        List<NodeCondition> result = conditions;
        for (String type : REPORTED) {
            Optional<NodeCondition> present = CONDITIONS.find(conditions, type);
            if (present.filter(condition -> ConditionKind.UNKNOWN.equals(condition.getStatus()))
                    .isPresent()) {
                continue;
            }
            NodeConditionBuilder changed = new NodeConditionBuilder()
                    .withType(type)
                    .withStatus(ConditionKind.UNKNOWN)
                    .withLastHeartbeatTime(
                            present.map(NodeCondition::getLastHeartbeatTime).orElse(null))
                    .withLastTransitionTime(Timestamps.time(now));
            result = CONDITIONS.with(
                    result,
                    present.isPresent()
                            ? changed.withReason("NodeStatusUnknown")
                                    .withMessage("Kubelet stopped posting node status.")
                                    .build()
                            : changed.withReason("NodeStatusNeverUpdated")
                                    .withMessage("Kubelet never posted node status.")
                                    .build());
        }
        return result;
    }

    /**
     * The taints that the conditions call for, with those of others as they are.
     *
     * @param mayEvict whether pods may be driven away now; if not, present NoExecute taints stay as they are while the
     *     node's state stays
     */
    static List<Taint> taints(Node node, List<NodeCondition> conditions, boolean mayEvict, Instant now) {
        List<Taint> present =
                node.getSpec() == null ? List.of() : node.getSpec().getTaints();
        List<Taint> wanted = new ArrayList<>();
        PRESSURE.forEach((type, key) -> {
            if (CONDITIONS.is(conditions, type, ConditionKind.TRUE)) {
                wanted.add(taint(key, NO_SCHEDULE, present, now));
            }
        });
        if (node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            wanted.add(taint(UNSCHEDULABLE, NO_SCHEDULE, present, now));
        }
        String trouble =
                switch (ready(conditions)) {
                    case ConditionKind.TRUE -> null;
                    case ConditionKind.FALSE -> NOT_READY;
                    default -> UNREACHABLE;
                };
        if (trouble != null) {
            wanted.add(taint(trouble, NO_SCHEDULE, present, now));
            if (mayEvict || has(present, trouble, NO_EXECUTE)) {
                wanted.add(taint(trouble, NO_EXECUTE, present, now));
            }
        }
        List<Taint> result = new ArrayList<>();
        for (Taint taint : present) {
            if (!OWN.contains(taint.getKey()) || wanted.remove(taint)) {
                result.add(taint);
            }
        }
        result.addAll(wanted);
        return result;
    }

    static boolean has(List<Taint> taints, String key, String effect) {
        return find(taints, key, effect).isPresent();
    }

    private static Optional<Taint> find(List<Taint> taints, String key, String effect) {
        return taints.stream()
                .filter(taint -> key.equals(taint.getKey()) && effect.equals(taint.getEffect()))
                .findFirst();
    }

    private static Taint taint(String key, String effect, List<Taint> present, Instant now) {
        return find(present, key, effect).orElseGet(() -> new TaintBuilder()
                .withKey(key)
                .withEffect(effect)
                .withTimeAdded(Timestamps.time(now))
                .build());
    }
}
