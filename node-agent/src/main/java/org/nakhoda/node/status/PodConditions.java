package org.nakhoda.node.status;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.client.meta.ConditionKind;
import org.nakhoda.client.meta.Timestamps;
import org.nakhoda.node.spec.PodSpecs;

/** The conditions of a pod that its node is responsible for. Others are left as they are. */
final class PodConditions {
    private static final ConditionKind<PodCondition> KIND = new ConditionKind<>(
            PodCondition::getType,
            PodCondition::getStatus,
            PodCondition::getLastTransitionTime,
            (condition, time) -> new PodConditionBuilder(condition)
                    .withLastTransitionTime(time)
                    .build());
    private static final String COMPLETED = "PodCompleted";

    private final PodFacts facts;
    private final String phase;
    private final List<ContainerStatus> init;
    private final List<ContainerStatus> main;

    PodConditions(PodFacts facts, String phase, List<ContainerStatus> init, List<ContainerStatus> main) {
        this.facts = facts;
        this.phase = phase;
        this.init = init;
        this.main = main;
    }

    List<PodCondition> all() {
        Pod pod = facts.pod();
        List<PodCondition> present = pod.getStatus() == null || pod.getStatus().getConditions() == null
                ? List.of()
                : pod.getStatus().getConditions();
        PodCondition containersReady = containersReady();
        List<PodCondition> result = present;
        boolean sandbox =
                facts.runtime().readySandbox().isPresent() && !facts.addresses().isEmpty();
        result = KIND.with(result, condition("PodReadyToStartContainers", sandbox, null, null));
        result = KIND.with(result, initialized());
        result = KIND.with(result, ready(containersReady, present));
        result = KIND.with(result, containersReady);
        if (KIND.find(result, "PodScheduled").isEmpty()) {
            result = KIND.with(result, condition("PodScheduled", true, null, null));
        }
        return result;
    }

    private PodCondition initialized() {
        List<String> incomplete = new ArrayList<>();
        for (Container container : facts.pod().getSpec().getInitContainers()) {
            boolean done = PodPhase.find(init, container.getName())
                    .filter(s -> PodSpecs.isSidecar(container)
                            ? Boolean.TRUE.equals(s.getStarted())
                            : s.getState().getTerminated() != null
                                    && s.getState().getTerminated().getExitCode() == 0)
                    .isPresent();
            if (!done) {
                incomplete.add(container.getName());
            }
        }
        if (phase.equals(PodPhase.SUCCEEDED)) {
            return condition("Initialized", true, COMPLETED, null);
        }
        boolean mainHasRun = main.stream()
                .anyMatch(s -> s.getState().getRunning() != null || s.getState().getTerminated() != null);
        if (incomplete.isEmpty() || (mainHasRun && !facts.terminal())) {
            return condition("Initialized", true, null, null);
        }
        return condition(
                "Initialized",
                false,
                "ContainersNotInitialized",
                "containers with incomplete status: [" + String.join(" ", incomplete) + "]");
    }

    private PodCondition containersReady() {
        if (phase.equals(PodPhase.SUCCEEDED)) {
            return condition("ContainersReady", false, COMPLETED, null);
        }
        if (phase.equals(PodPhase.FAILED)) {
            return condition("ContainersReady", false, "PodFailed", null);
        }
        List<String> unready = new ArrayList<>();
        for (Container container : PodSpecs.sidecars(facts.pod())) {
            PodPhase.find(init, container.getName())
                    .filter(s -> !Boolean.TRUE.equals(s.getReady()))
                    .ifPresent(s -> unready.add(s.getName()));
        }
        main.stream().filter(s -> !Boolean.TRUE.equals(s.getReady())).forEach(s -> unready.add(s.getName()));
        return unready.isEmpty()
                ? condition("ContainersReady", true, null, null)
                : condition(
                        "ContainersReady",
                        false,
                        "ContainersNotReady",
                        "containers with unready status: [" + String.join(" ", unready) + "]");
    }

    private PodCondition ready(PodCondition containersReady, List<PodCondition> present) {
        if (!"True".equals(containersReady.getStatus())) {
            return new PodConditionBuilder(containersReady).withType("Ready").build();
        }
        List<String> missing = new ArrayList<>();
        if (facts.pod().getSpec().getReadinessGates() != null) {
            facts.pod().getSpec().getReadinessGates().forEach(gate -> {
                if (!KIND.is(present, gate.getConditionType(), ConditionKind.TRUE)) {
                    missing.add(gate.getConditionType());
                }
            });
        }
        return missing.isEmpty()
                ? condition("Ready", true, null, null)
                : condition(
                        "Ready",
                        false,
                        "ReadinessGatesNotReady",
                        "the status of pod readiness gates is not \"True\", but: " + String.join(", ", missing));
    }

    private PodCondition condition(String type, boolean status, String reason, String message) {
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(status ? ConditionKind.TRUE : ConditionKind.FALSE)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(Timestamps.time(facts.now()))
                .withObservedGeneration(facts.pod().getMetadata().getGeneration())
                .build();
    }
}
