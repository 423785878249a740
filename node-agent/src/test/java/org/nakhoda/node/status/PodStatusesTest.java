package org.nakhoda.node.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.node.runtime.RuntimeFixtures.T0;
import static org.nakhoda.node.runtime.RuntimeFixtures.exited;
import static org.nakhoda.node.runtime.RuntimeFixtures.running;
import static org.nakhoda.node.runtime.RuntimeFixtures.runtime;
import static org.nakhoda.node.spec.PodFixtures.container;
import static org.nakhoda.node.spec.PodFixtures.pod;
import static org.nakhoda.node.spec.PodFixtures.sidecar;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.node.probe.FixedVerdicts;
import org.nakhoda.node.probe.ProbeVerdicts;
import org.nakhoda.node.runtime.PodRuntime;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.nakhoda.node.status.PodFacts.Failure;

class PodStatusesTest {
    private static PodFacts facts(Pod pod, PodRuntime runtime, boolean terminal) {
        return facts(pod, runtime, FixedVerdicts.GOOD, Map.of(), Optional.empty(), terminal);
    }

    private static PodFacts facts(
            Pod pod,
            PodRuntime runtime,
            ProbeVerdicts probes,
            Map<String, Waiting> waiting,
            Optional<Failure> failure,
            boolean terminal) {
        List<String> addresses = runtime.readySandbox().map(s -> s.addresses()).orElse(List.of());
        return new PodFacts(
                pod,
                runtime,
                probes,
                "10.0.0.1",
                addresses,
                waiting,
                failure,
                terminal,
                "containerd",
                ended -> "said " + ended.name(),
                T0.plusSeconds(100));
    }

    private static RuntimeContainer state(String name, String state) {
        return state.equals("run") ? running(name) : exited(name, Integer.parseInt(state));
    }

    @ParameterizedTest(name = "policy {0}, init {1}, main {2} and {3}, nothing runs any more {4}: {5}")
    @CsvSource({
        "Always,    -,   -,   -,   false, Pending",
        "Always,    run, -,   -,   false, Pending",
        "Always,    0,   -,   -,   false, Pending",
        "Always,    1,   -,   -,   false, Pending",
        "Never,     1,   -,   -,   false, Failed",
        "Always,    0,   run, -,   false, Pending",
        "Always,    0,   run, run, false, Running",
        "Always,    -,   run, run, false, Running",
        "Always,    0,   1,   1,   false, Running",
        "OnFailure, 0,   1,   0,   false, Running",
        "Never,     0,   1,   run, false, Running",
        "Never,     0,   0,   0,   true,  Succeeded",
        "Never,     0,   0,   1,   true,  Failed",
        "Always,    0,   0,   0,   true,  Succeeded",
        "Always,    0,   137, 0,   true,  Failed",
        "Always,    -,   -,   -,   true,  Failed",
    })
    void thePhaseFollowsFromTheContainers(
            String policy, String init, String a, String b, boolean terminal, String phase) {
        Pod pod = pod(policy, List.of(container("i")), List.of(container("a"), container("b")));
        List<RuntimeContainer> containers = new ArrayList<>();
        Map.of("i", init, "a", a, "b", b).forEach((name, state) -> {
            if (!state.equals("-")) {
                containers.add(state(name, state));
            }
        });

        PodStatus status = PodStatuses.of(facts(pod, runtime(containers.toArray(RuntimeContainer[]::new)), terminal));

        assertThat(status.getPhase()).isEqualTo(phase);
    }

    @Test
    void aRunningPodThatServesIsReady() {
        Pod pod = pod(container("a"));

        PodStatus status = PodStatuses.of(facts(pod, runtime(running("a")), false));

        assertThat(conditions(status))
                .containsEntry("PodReadyToStartContainers", "True")
                .containsEntry("Initialized", "True")
                .containsEntry("ContainersReady", "True")
                .containsEntry("Ready", "True")
                .containsEntry("PodScheduled", "True");
        assertThat(status.getPodIP()).isEqualTo("10.1.2.3");
        assertThat(status.getHostIP()).isEqualTo("10.0.0.1");
        assertThat(status.getObservedGeneration()).isEqualTo(3);
        ContainerStatus container = status.getContainerStatuses().get(0);
        assertThat(container.getReady()).isTrue();
        assertThat(container.getContainerID()).isEqualTo("containerd://a-0");
        assertThat(container.getState().getRunning()).isNotNull();
    }

    @Test
    void aContainerThatDoesNotServeIsNamed() {
        Pod pod = pod("Always", List.of(sidecar("s")), List.of(container("a"), container("b")));
        ProbeVerdicts probes = new FixedVerdicts(Set.of(), Set.of(), Set.of(), Set.of("b-0", "s-0"));

        PodStatus status = PodStatuses.of(facts(
                pod, runtime(running("s"), running("a"), running("b")), probes, Map.of(), Optional.empty(), false));

        assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
        assertThat(condition(status, "Ready").getReason()).isEqualTo("ContainersNotReady");
        assertThat(condition(status, "Ready").getMessage()).isEqualTo("containers with unready status: [s b]");
    }

    @Test
    void aReadinessGateOfOthersHoldsReadinessBack() {
        Pod pod = new PodBuilder(pod(container("a")))
                .editSpec()
                .addNewReadinessGate("example.org/in-balancer")
                .endSpec()
                .build();

        PodStatus status = PodStatuses.of(facts(pod, runtime(running("a")), false));

        assertThat(condition(status, "ContainersReady").getStatus()).isEqualTo("True");
        assertThat(condition(status, "Ready").getReason()).isEqualTo("ReadinessGatesNotReady");
    }

    @Test
    void aContainerInBackOffWaitsAndShowsItsLastEnd() {
        Pod pod = pod(container("a"));
        Waiting waiting = new Waiting("CrashLoopBackOff", "back-off 10s");

        PodStatus status = PodStatuses.of(
                facts(pod, runtime(exited("a", 3)), FixedVerdicts.GOOD, Map.of("a", waiting), Optional.empty(), false));

        ContainerStatus container = status.getContainerStatuses().get(0);
        assertThat(container.getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
        assertThat(container.getLastState().getTerminated().getExitCode()).isEqualTo(3);
        assertThat(container.getLastState().getTerminated().getMessage()).isEqualTo("said a");
        assertThat(status.getPhase()).isEqualTo("Running");
    }

    @Test
    void aContainerThatIsNotMadeYetSaysWhatItWaitsFor() {
        Pod plain = pod(container("a"));
        Pod withInit = pod("Always", List.of(container("i")), List.of(container("a")));

        assertThat(waitingReason(PodStatuses.of(facts(plain, runtime(), false))))
                .isEqualTo("ContainerCreating");
        assertThat(waitingReason(PodStatuses.of(facts(withInit, runtime(running("i")), false))))
                .isEqualTo("PodInitializing");
    }

    @Test
    void timesOfConditionsThatDidNotChangeStay() {
        Pod pod = pod(container("a"));
        PodStatus first = PodStatuses.of(facts(pod, runtime(running("a")), false));
        Pod later = new PodBuilder(pod).withStatus(first).build();
        PodFacts then = facts(later, runtime(running("a")), false);
        PodFacts muchLater = new PodFacts(
                then.pod(),
                then.runtime(),
                then.probes(),
                then.hostAddress(),
                then.addresses(),
                then.waiting(),
                then.ended(),
                then.terminal(),
                then.runtimeName(),
                then.messages(),
                T0.plusSeconds(9999));

        assertThat(PodStatuses.of(muchLater)).isEqualTo(first);
    }

    @Test
    void aPodThatRanOutOfTimeHasFailedAndSaysWhy() {
        Pod pod = pod(container("a"));
        Failure failure = new Failure("DeadlineExceeded", "too long");

        PodStatus ending = PodStatuses.of(
                facts(pod, runtime(running("a")), FixedVerdicts.GOOD, Map.of(), Optional.of(failure), false));
        PodStatus ended = PodStatuses.of(
                facts(pod, runtime(exited("a", 0)), FixedVerdicts.GOOD, Map.of(), Optional.of(failure), true));

        assertThat(ending.getPhase()).isEqualTo("Running");
        assertThat(ended.getPhase()).isEqualTo("Failed");
        assertThat(ended.getReason()).isEqualTo("DeadlineExceeded");
    }

    private static String waitingReason(PodStatus status) {
        return status.getContainerStatuses().get(0).getState().getWaiting().getReason();
    }

    private static Map<String, String> conditions(PodStatus status) {
        Map<String, String> result = new java.util.HashMap<>();
        status.getConditions().forEach(c -> result.put(c.getType(), c.getStatus()));
        return result;
    }

    private static PodCondition condition(PodStatus status, String type) {
        return status.getConditions().stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
