package org.nakhoda.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.controllers.pod.Some.NOON;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeploymentStoriesTest {
    private static Deployment deployment(int replicas, Object maxSurge, Object maxUnavailable) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .withUid("u-web")
                .withGeneration(2L)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withProgressDeadlineSeconds(600)
                .withRevisionHistoryLimit(2)
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(new IntOrString(maxSurge))
                .withMaxUnavailable(new IntOrString(maxUnavailable))
                .endRollingUpdate()
                .endStrategy()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("web")
                .withImage("web:2")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static ReplicaSet set(String name, String image, int wanted, int available) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .withCreationTimestamp("2026-11-22T0" + name.charAt(name.length() - 1) + ":00:00Z")
                .withGeneration(1L)
                .endMetadata()
                .withNewSpec()
                .withReplicas(wanted)
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .addToLabels("pod-template-hash", name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("web")
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .withNewStatus()
                .withReplicas(wanted)
                .withReadyReplicas(available)
                .withAvailableReplicas(available)
                .withObservedGeneration(1L)
                .endStatus()
                .build();
    }

    private static ReplicaSet annotated(ReplicaSet set, String... keysAndValues) {
        ReplicaSetBuilder builder = new ReplicaSetBuilder(set);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            builder.editMetadata()
                    .addToAnnotations(keysAndValues[i], keysAndValues[i + 1])
                    .endMetadata();
        }
        return builder.build();
    }

    @Test
    void theCurrentSetIsTheOneWithTheDeploymentsTemplateWhateverItsHash() {
        Generations generations =
                Generations.of(deployment(3, 1, 1), List.of(set("web-2", "web:2", 1, 1), set("web-1", "web:1", 2, 2)));

        assertThat(generations.current().orElseThrow().getMetadata().getName()).isEqualTo("web-2");
        assertThat(generations.old())
                .extracting(set -> set.getMetadata().getName())
                .containsExactly("web-1");
    }

    @Test
    void surgeIsRoundedUpAndUnavailabilityDown() {
        Deployment quarter = deployment(3, "25%", "25%");
        assertThat(Replicas.maxSurge(quarter)).isEqualTo(1);
        assertThat(Replicas.maxUnavailable(quarter)).isZero();
        Deployment stuck = deployment(3, 0, "10%");
        assertThat(Replicas.maxUnavailable(stuck)).isEqualTo(1);
    }

    @Test
    void aNewSetGrowsOnlyIntoTheRoomThatSurgeGives() {
        Deployment deployment = deployment(4, 1, 0);
        List<ReplicaSet> old = List.of(set("web-1", "web:1", 4, 4));

        assertThat(RollingUpdate.currentSize(deployment, old, 0)).isEqualTo(1);
        assertThat(RollingUpdate.currentSize(deployment, List.of(), 0)).isEqualTo(4);
    }

    /** Plays a whole update, every pod becoming available in the next round, and checks both limits in every round. */
    @Test
    void anUpdateKeepsItsLimitsInEveryStepAndEnds() {
        Deployment deployment = deployment(10, "30%", "20%");
        ReplicaSet old = set("web-1", "web:1", 10, 10);
        ReplicaSet current = set("web-2", "web:2", 0, 0);
        List<String> steps = new ArrayList<>();
        for (int round = 0; round < 50 && (Replicas.wanted(old) > 0 || Replicas.available(current) < 10); round++) {
            Generations generations = new Generations(Optional.of(current), List.of(old));
            int size = RollingUpdate.currentSize(deployment, generations.all(), Replicas.wanted(current));
            int oldSize = Replicas.wanted(old);
            if (size == Replicas.wanted(current)) {
                for (Resize step : RollingUpdate.shrinkOld(deployment, generations)) {
                    oldSize = step.size();
                }
            }
            int available = Math.min(Replicas.available(old), oldSize) + Replicas.available(current);
            assertThat(oldSize + size).as("surge in round %d", round).isLessThanOrEqualTo(13);
            assertThat(available).as("availability in round %d", round).isGreaterThanOrEqualTo(8);
            old = set("web-1", "web:1", oldSize, oldSize);
            current = set("web-2", "web:2", size, size);
            steps.add(oldSize + "+" + size);
        }
        assertThat(steps).last().isEqualTo("0+10");
    }

    @Test
    void brokenOldPodsGoBeforeGoodOnes() {
        Deployment deployment = deployment(4, 1, 1);
        Generations generations = new Generations(
                Optional.of(set("web-3", "web:2", 1, 1)),
                List.of(set("web-1", "web:0", 2, 0), set("web-2", "web:1", 2, 2)));

        assertThat(RollingUpdate.shrinkOld(deployment, generations))
                .extracting(step -> step.set().getMetadata().getName() + "=" + step.size())
                .containsExactly("web-1=0");
    }

    @Test
    void anUpdateThatNeverBecomesAvailableStopsAtItsLimit() {
        Deployment deployment = deployment(4, 1, 1);
        Generations generations =
                new Generations(Optional.of(set("web-2", "broken", 2, 0)), List.of(set("web-1", "web:1", 3, 3)));

        assertThat(RollingUpdate.currentSize(deployment, generations.all(), 2)).isEqualTo(2);
        assertThat(RollingUpdate.shrinkOld(deployment, generations)).isEmpty();
    }

    @Test
    void scalingInTheMiddleOfAnUpdateIsSharedInProportion() {
        Deployment deployment = deployment(20, 0, 1);
        ReplicaSet old = annotated(set("web-1", "web:1", 7, 7), Revisions.DESIRED, "10", Revisions.MOST, "10");
        ReplicaSet current = annotated(set("web-2", "web:2", 3, 3), Revisions.DESIRED, "10", Revisions.MOST, "10");
        Generations generations = new Generations(Optional.of(current), List.of(old));

        assertThat(Scaling.isDue(deployment, generations.all())).isTrue();
        assertThat(Scaling.plan(deployment, generations))
                .extracting(step -> step.set().getMetadata().getName() + "=" + step.size())
                .containsExactlyInAnyOrder("web-1=14", "web-2=6");
    }

    @Test
    void scalingToNothingEmptiesEverySet() {
        Deployment deployment = deployment(0, 1, 1);
        Generations generations =
                new Generations(Optional.of(set("web-2", "web:2", 3, 3)), List.of(set("web-1", "web:1", 7, 7)));

        assertThat(Scaling.plan(deployment, generations))
                .allMatch(step -> step.size() == 0)
                .hasSize(2);
    }

    @Test
    void aRollbackMakesAnOldSetTheNewestRevisionAndRemembersItsFormerNumber() {
        Map<String, String> annotations =
                Revisions.forCurrent(deployment(3, 1, 1), Map.of(Revisions.REVISION, "1", Revisions.HISTORY, "0"), 4);

        assertThat(annotations).containsEntry(Revisions.REVISION, "4").containsEntry(Revisions.HISTORY, "0,1");
    }

    @Test
    void aCurrentSetKeepsItsRevision() {
        assertThat(Revisions.forCurrent(deployment(3, 1, 1), Map.of(Revisions.REVISION, "4"), 4))
                .containsEntry(Revisions.REVISION, "4")
                .doesNotContainKey(Revisions.HISTORY);
    }

    @Test
    void theOldestEmptySetsAreForgottenFirst() {
        List<ReplicaSet> old = List.of(
                annotated(set("web-1", "web:a", 0, 0), Revisions.REVISION, "1"),
                annotated(set("web-2", "web:b", 0, 0), Revisions.REVISION, "5"),
                annotated(set("web-3", "web:c", 0, 0), Revisions.REVISION, "3"),
                annotated(set("web-4", "web:d", 2, 2), Revisions.REVISION, "4"));

        assertThat(Revisions.forgotten(deployment(3, 1, 1), old))
                .extracting(set -> set.getMetadata().getName())
                .containsExactly("web-1", "web-3");
    }

    @Test
    void progressIsToldUntilTheUpdateIsComplete() {
        Deployment deployment = deployment(2, 1, 0);
        ReplicaSet current = set("web-2", "web:2", 2, 1);
        DeploymentStatus first = Progress.of(deployment, new Generations(Optional.of(current), List.of()), NOON);
        assertThat(reason(first)).isEqualTo(Progress.SET_UPDATED);
        assertThat(available(first)).isEqualTo("False");

        deployment.setStatus(first);
        DeploymentStatus second = Progress.of(
                deployment, new Generations(Optional.of(set("web-2", "web:2", 2, 2)), List.of()), NOON.plusSeconds(5));
        assertThat(reason(second)).isEqualTo(Progress.NEW_SET_AVAILABLE);
        assertThat(available(second)).isEqualTo("True");
        assertThat(second.getUnavailableReplicas()).isZero();
    }

    @Test
    void anUpdateWithoutProgressIsGivenUpAfterItsDeadline() {
        Deployment deployment = deployment(2, 1, 0);
        Generations generations = new Generations(Optional.of(set("web-2", "web:2", 2, 0)), List.of());
        DeploymentStatus first = Progress.of(deployment, generations, NOON);
        deployment.setStatus(first);
        assertThat(Progress.checkAt(deployment, first)).contains(NOON.plusSeconds(601));

        DeploymentStatus patient = Progress.of(deployment, generations, NOON.plusSeconds(600));
        assertThat(reason(patient)).isEqualTo(Progress.SET_UPDATED);
        DeploymentStatus late = Progress.of(deployment, generations, NOON.plusSeconds(601));
        assertThat(reason(late)).isEqualTo(Progress.TIMED_OUT);
        assertThat(Progress.checkAt(deployment, late)).isEmpty();
    }

    @Test
    void aCompleteDeploymentThatLosesAPodIsNotLate() {
        Deployment deployment = deployment(2, 1, 0);
        DeploymentStatus complete =
                Progress.of(deployment, new Generations(Optional.of(set("web-2", "web:2", 2, 2)), List.of()), NOON);
        deployment.setStatus(complete);
        DeploymentStatus later = Progress.of(
                deployment,
                new Generations(Optional.of(set("web-2", "web:2", 2, 1)), List.of()),
                NOON.plusSeconds(7000));

        assertThat(reason(later)).isEqualTo(Progress.NEW_SET_AVAILABLE);
        assertThat(available(later)).isEqualTo("False");
    }

    @Test
    void aPausedDeploymentSaysSoAndHasNoDeadline() {
        Deployment deployment = deployment(2, 1, 0);
        deployment.getSpec().setPaused(true);
        Deployment paused = DeploymentController.withCondition(
                deployment, Progress.pausing(deployment, NOON).orElseThrow());
        assertThat(reason(paused.getStatus())).isEqualTo(Progress.PAUSED);
        assertThat(Progress.pausing(paused, NOON)).isEmpty();

        paused.getSpec().setPaused(false);
        assertThat(Progress.pausing(paused, NOON).orElseThrow().getReason()).isEqualTo(Progress.RESUMED);
    }

    private static String reason(DeploymentStatus status) {
        return Progress.CONDITIONS
                .find(status.getConditions(), Progress.PROGRESSING)
                .orElseThrow()
                .getReason();
    }

    private static String available(DeploymentStatus status) {
        return Progress.CONDITIONS
                .find(status.getConditions(), Progress.AVAILABLE)
                .orElseThrow()
                .getStatus();
    }
}
