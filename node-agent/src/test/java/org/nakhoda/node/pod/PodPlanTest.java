package org.nakhoda.node.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.node.runtime.RuntimeFixtures.T0;
import static org.nakhoda.node.runtime.RuntimeFixtures.container;
import static org.nakhoda.node.runtime.RuntimeFixtures.deadSandbox;
import static org.nakhoda.node.runtime.RuntimeFixtures.exited;
import static org.nakhoda.node.runtime.RuntimeFixtures.running;
import static org.nakhoda.node.runtime.RuntimeFixtures.runtime;
import static org.nakhoda.node.spec.PodFixtures.container;
import static org.nakhoda.node.spec.PodFixtures.pod;
import static org.nakhoda.node.spec.PodFixtures.sidecar;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.node.probe.FixedVerdicts;
import org.nakhoda.node.probe.ProbeVerdicts;
import org.nakhoda.node.runtime.PodRuntime;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.nakhoda.node.runtime.RuntimeLabels;

class PodPlanTest {
    private static final Instant NOW = T0.plusSeconds(1000);

    private static PodPlan plan(Pod pod, PodRuntime runtime) {
        return plan(pod, runtime, FixedVerdicts.GOOD);
    }

    private static PodPlan plan(Pod pod, PodRuntime runtime, ProbeVerdicts probes) {
        return PodPlan.of(pod, runtime, probes, ended -> NOW, NOW);
    }

    private static List<String> starts(PodPlan plan) {
        return plan.starts().stream().map(Container::getName).toList();
    }

    @Test
    void aNewPodGetsASandboxFirst() {
        PodPlan plan = plan(pod(container("a")), PodRuntime.NONE);

        assertThat(plan.newSandbox()).isTrue();
        assertThat(plan.starts()).isEmpty();
    }

    @Test
    void aSandboxWithoutAnAddressIsNotUsable() {
        PodRuntime withoutAddress = new PodRuntime(
                List.of(new org.nakhoda.node.runtime.RuntimeSandbox("box", 0, true, false, T0, List.of())), List.of());

        assertThat(plan(pod(container("a")), withoutAddress).newSandbox()).isTrue();
    }

    @Test
    void mainContainersStartTogetherOnceThereIsNoInitContainerLeft() {
        Pod pod = pod("Always", List.of(container("i1"), container("i2")), List.of(container("a"), container("b")));

        assertThat(starts(plan(pod, runtime()))).containsExactly("i1");
        assertThat(starts(plan(pod, runtime(running("i1"))))).isEmpty();
        assertThat(starts(plan(pod, runtime(exited("i1", 0))))).containsExactly("i2");
        assertThat(starts(plan(pod, runtime(exited("i1", 0), exited("i2", 0))))).containsExactly("a", "b");
    }

    @Test
    void whatFollowsASidecarWaitsForItsStart() {
        Pod pod = pod("Always", List.of(sidecar("proxy"), container("i")), List.of(container("a")));
        ProbeVerdicts starting = new FixedVerdicts(Set.of("proxy-0"), Set.of(), Set.of(), Set.of());

        assertThat(starts(plan(pod, runtime(running("proxy")), starting))).isEmpty();
        assertThat(starts(plan(pod, runtime(running("proxy"))))).containsExactly("i");
        assertThat(starts(plan(pod, runtime(running("proxy"), exited("i", 0))))).containsExactly("a");
    }

    @Test
    void aSidecarThatEndsIsStartedAgainBesideTheMainContainers() {
        Pod pod = pod("Never", List.of(sidecar("proxy")), List.of(container("a")));

        PodPlan plan = plan(pod, runtime(exited("proxy", 0), running("a")));

        assertThat(starts(plan)).containsExactly("proxy");
        assertThat(plan.finished()).isFalse();
    }

    @Test
    void initContainersThatWereRemovedAfterTheirEndDoNotRunAgainBesideMainContainers() {
        Pod pod = pod("Always", List.of(container("i")), List.of(container("a")));

        assertThat(starts(plan(pod, runtime(running("a"))))).isEmpty();
    }

    @ParameterizedTest(name = "policy {0}, exit code {1}: again {2}, finished {3}")
    @CsvSource({
        "Always,    0, true,  false",
        "Always,    1, true,  false",
        "OnFailure, 0, false, true",
        "OnFailure, 1, true,  false",
        "Never,     0, false, true",
        "Never,     1, false, true",
    })
    void theRestartPolicyDecidesWhetherAnEndedContainerRunsAgain(
            String policy, int exitCode, boolean again, boolean finished) {
        Pod pod = pod(policy, List.of(), List.of(container("a")));

        PodPlan plan = plan(pod, runtime(exited("a", exitCode)));

        assertThat(!plan.starts().isEmpty()).isEqualTo(again);
        assertThat(plan.finished()).isEqualTo(finished);
    }

    @Test
    void aPodIsNotFinishedWhileOneOfItsContainersRuns() {
        Pod pod = pod("Never", List.of(), List.of(container("a"), container("b")));

        assertThat(plan(pod, runtime(exited("a", 1), running("b"))).finished()).isFalse();
        assertThat(plan(pod, runtime(exited("a", 1), exited("b", 0))).finished())
                .isTrue();
    }

    @ParameterizedTest(name = "policy {0}: finished {1}")
    @CsvSource({"Never, true", "OnFailure, false", "Always, false"})
    void aFailedInitContainerEndsAPodThatNeverRestarts(String policy, boolean finished) {
        Pod pod = pod(policy, List.of(container("i")), List.of(container("a")));

        PodPlan plan = plan(pod, runtime(exited("i", 1)));

        assertThat(plan.finished()).isEqualTo(finished);
        assertThat(starts(plan)).isEqualTo(finished ? List.of() : List.of("i"));
    }

    @Test
    void aContainerInBackOffWaitsForItsEnd() {
        Instant later = NOW.plusSeconds(10);

        PodPlan plan =
                PodPlan.of(pod(container("a")), runtime(exited("a", 1)), FixedVerdicts.GOOD, ended -> later, NOW);

        assertThat(plan.starts()).isEmpty();
        assertThat(plan.waiting()).isEqualTo(Map.of("a", later));
        assertThat(plan.wakeAt()).contains(later);
    }

    @Test
    void aDeadContainerIsStoppedWithItsProbesOwnGrace() {
        Container probed = new ContainerBuilder(container("a"))
                .withNewLivenessProbe()
                .withTerminationGracePeriodSeconds(7L)
                .endLivenessProbe()
                .build();
        ProbeVerdicts dead = new FixedVerdicts(Set.of(), Set.of(), Set.of("a-0"), Set.of());

        PodPlan plan = plan(pod(probed), runtime(running("a")), dead);

        assertThat(plan.stops()).singleElement().satisfies(stop -> {
            assertThat(stop.reason()).contains("failed liveness probe");
            assertThat(stop.grace()).contains(java.time.Duration.ofSeconds(7));
        });
    }

    @Test
    void aChangedImageReplacesTheContainerWhateverThePolicy() {
        Pod pod = pod("Never", List.of(), List.of(container("a")));
        RuntimeContainer old = withHash(running("a"), "another");
        RuntimeContainer oldEnded = withHash(exited("a", 0), "another");

        assertThat(plan(pod, runtime(old)).stops()).hasSize(1);
        assertThat(starts(plan(pod, runtime(oldEnded)))).containsExactly("a");
    }

    private static RuntimeContainer withHash(RuntimeContainer c, String hash) {
        return new RuntimeContainer(
                c.id(),
                c.name(),
                c.attempt(),
                c.sandboxId(),
                c.state(),
                c.createdAt(),
                c.startedAt(),
                c.finishedAt(),
                c.exitCode(),
                c.reason(),
                c.message(),
                c.image(),
                c.imageRef(),
                c.logPath(),
                c.messageFile(),
                Map.of(RuntimeLabels.HASH, hash));
    }

    @Test
    void aLostSandboxIsReplacedAndInitContainersRunAgain() {
        Pod pod = pod("Always", List.of(container("i")), List.of(container("a")));
        PodRuntime lost = new PodRuntime(List.of(deadSandbox()), List.of(exited("i", 0), exited("a", 137)));
        PodRuntime replaced = new PodRuntime(
                List.of(
                        deadSandbox(),
                        new org.nakhoda.node.runtime.RuntimeSandbox(
                                "new", 1, true, false, T0.plusSeconds(500), List.of("10.1.2.4"))),
                List.of(exited("i", 0), exited("a", 137)));

        assertThat(plan(pod, lost).newSandbox()).isTrue();
        assertThat(starts(plan(pod, replaced))).containsExactly("i");
    }

    @Test
    void aPodThatNeverRestartsIsOverWhenItsSandboxIsLost() {
        Pod pod = pod("Never", List.of(), List.of(container("a"), container("b")));
        PodRuntime lost = new PodRuntime(List.of(deadSandbox()), List.of(exited("a", 137)));

        assertThat(plan(pod, lost).finished()).isTrue();
    }

    @Test
    void aContainerThatWasMadeAndNotStartedIsMadeAgain() {
        RuntimeContainer created = container("a", 0, RuntimeContainer.State.CREATED, 0);

        assertThat(starts(plan(pod(container("a")), runtime(created)))).containsExactly("a");
    }

    @Test
    void aDebuggingContainerRunsOnce() {
        Pod pod = new io.fabric8.kubernetes.api.model.PodBuilder(pod(container("a")))
                .editSpec()
                .addNewEphemeralContainer()
                .withName("debug")
                .withImage("x")
                .endEphemeralContainer()
                .endSpec()
                .build();

        assertThat(starts(plan(pod, runtime(running("a"))))).containsExactly("debug");
        assertThat(starts(plan(pod, runtime(running("a"), exited("debug", 0))))).isEmpty();
    }

    @Test
    void sidecarsAreStoppedAfterTheMainContainersInReverseOrder() {
        Pod pod = pod("Always", List.of(sidecar("s1"), container("i"), sidecar("s2")), List.of(container("a")));

        assertThat(names(PodTeardown.nextToStop(pod, List.of(running("s1"), running("s2"), running("a")), false)))
                .containsExactly("a");
        assertThat(names(PodTeardown.nextToStop(pod, List.of(running("s1"), running("s2")), false)))
                .containsExactly("s2");
        assertThat(names(PodTeardown.nextToStop(pod, List.of(running("s1")), false)))
                .containsExactly("s1");
        assertThat(names(PodTeardown.nextToStop(pod, List.of(running("s1"), running("a")), true)))
                .containsExactly("s1", "a");
    }

    private static List<String> names(List<RuntimeContainer> containers) {
        return containers.stream().map(RuntimeContainer::name).toList();
    }
}
