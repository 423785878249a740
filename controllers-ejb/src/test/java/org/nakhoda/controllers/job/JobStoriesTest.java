package org.nakhoda.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.controllers.pod.Some.NOON;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nakhoda.controllers.pod.Some;

class JobStoriesTest {
    private static Job job(Integer completions, int parallelism) {
        return new JobBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("count")
                .endMetadata()
                .withNewSpec()
                .withCompletions(completions)
                .withParallelism(parallelism)
                .withBackoffLimit(2)
                .withNewTemplate()
                .withNewSpec()
                .withRestartPolicy("Never")
                .endSpec()
                .endTemplate()
                .endSpec()
                .withNewStatus()
                .withStartTime(NOON.toString())
                .endStatus()
                .build();
    }

    private static Job indexed(int completions, int parallelism) {
        return new JobBuilder(job(completions, parallelism))
                .editSpec()
                .withCompletionMode("Indexed")
                .endSpec()
                .build();
    }

    private static Pod tracked(String name, String phase) {
        return new PodBuilder(Some.inPhase(Some.pod(name), phase))
                .editMetadata()
                .addToFinalizers(JobFacts.TRACKING)
                .endMetadata()
                .build();
    }

    private static Pod withIndex(Pod pod, int index) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToAnnotations(JobFacts.INDEX, Integer.toString(index))
                .endMetadata()
                .build();
    }

    private static Pod endedAt(Pod pod, Instant time) {
        return new PodBuilder(pod)
                .editStatus()
                .addNewContainerStatus()
                .withName("main")
                .withNewState()
                .withNewTerminated()
                .withFinishedAt(time.toString())
                .withExitCode(pod.getStatus().getPhase().equals("Failed") ? 1 : 0)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    private static Job counted(Job job, Tally tally) {
        return new JobBuilder(job)
                .withStatus(new JobStatusBuilder(job.getStatus())
                        .withSucceeded(tally.succeeded())
                        .withFailed(tally.failed())
                        .withNewUncountedTerminatedPods()
                        .withSucceeded(List.copyOf(tally.uncountedSucceeded()))
                        .withFailed(List.copyOf(tally.uncountedFailed()))
                        .endUncountedTerminatedPods()
                        .build())
                .build();
    }

    @Test
    void aPodIsCountedOnceWhereverTheProcessStops() {
        Job job = job(3, 1);
        Pod ended = tracked("a", "Succeeded");

        Tally written = Tally.of(job, List.of(ended), Set.of(), false);
        assertThat(written.uncountedSucceeded()).containsExactly("uid-a");
        assertThat(written.succeeded()).isZero();
        assertThat(written.totalSucceeded()).isEqualTo(1);

        Job afterFirstWrite = counted(job, written);
        Tally again = Tally.of(afterFirstWrite, List.of(ended), Set.of(), false);
        assertThat(again.totalSucceeded()).isEqualTo(1);
        assertThat(again.release()).hasSize(1);

        Tally afterRelease = Tally.of(afterFirstWrite, List.of(ended), Set.of("uid-a"), false);
        assertThat(afterRelease.succeeded()).isEqualTo(1);
        assertThat(afterRelease.uncountedSucceeded()).isEmpty();

        Job afterSecondWrite = counted(afterFirstWrite, afterRelease);
        assertThat(Tally.of(afterSecondWrite, List.of(ended), Set.of("uid-a"), false)
                        .totalSucceeded())
                .isEqualTo(1);
    }

    @Test
    void aPodThatIsAskedToGoCountsAsFailedUnlessOnlyEndedOnesAreReplaced() {
        Pod going = Some.terminating(tracked("a", "Running"));
        assertThat(Tally.of(job(1, 1), List.of(going), Set.of(), false).totalFailed())
                .isEqualTo(1);

        Job patient = new JobBuilder(job(1, 1))
                .editSpec()
                .withPodReplacementPolicy("Failed")
                .endSpec()
                .build();
        assertThat(Tally.of(patient, List.of(going), Set.of(), false).totalFailed())
                .isZero();
    }

    @Test
    void asManyPodsRunAsAreNeededAndNoMoreThanAllowed() {
        Job job = job(5, 3);
        Tally tally = Tally.of(job, List.of(), Set.of(), false);
        assertThat(JobPlan.of(job, List.of(), 0, List.of(), tally, NOON).create())
                .isEqualTo(3);

        job.getStatus().setSucceeded(4);
        tally = Tally.of(job, List.of(), Set.of(), false);
        assertThat(JobPlan.of(job, List.of(), 0, List.of(), tally, NOON).create())
                .isEqualTo(1);
    }

    @Test
    void aWorkQueueIsNotRefilledOnceAPodHasEndedWell() {
        Job job = job(null, 3);
        job.getStatus().setSucceeded(1);
        Tally tally = Tally.of(job, List.of(), Set.of(), false);
        Pod running = tracked("a", "Running");

        JobPlan plan = JobPlan.of(job, List.of(running), 0, List.of(), tally, NOON);
        assertThat(plan.create()).isZero();
        assertThat(plan.delete()).isEmpty();
        assertThat(JobEnd.of(job, List.of(running), tally, NOON)).isEmpty();
        assertThat(JobEnd.of(job, List.of(), tally, NOON).orElseThrow().complete())
                .isTrue();
    }

    @Test
    void failuresDelayTheNextAttemptMoreAndMore() {
        Job job = job(1, 1);
        Pod first = endedAt(tracked("a", "Failed"), NOON.minusSeconds(60));
        Pod second = endedAt(tracked("b", "Failed"), NOON.minusSeconds(5));
        Tally tally = Tally.of(job, List.of(first, second), Set.of(), false);

        assertThat(JobPlan.of(job, List.of(), 0, List.of(first, second), tally, NOON)
                        .pause())
                .contains(Duration.ofSeconds(15));
        assertThat(JobPlan.of(job, List.of(), 0, List.of(first, second), tally, NOON.plusSeconds(15))
                        .create())
                .isEqualTo(1);
    }

    @Test
    void moreFailuresThanTheLimitEndTheJob() {
        Job job = job(1, 1);
        List<Pod> failed = List.of(tracked("a", "Failed"), tracked("b", "Failed"));
        assertThat(JobEnd.of(job, List.of(), Tally.of(job, failed, Set.of(), false), NOON))
                .isEmpty();

        List<Pod> more = List.of(tracked("a", "Failed"), tracked("b", "Failed"), tracked("c", "Failed"));
        JobEnd end = JobEnd.of(job, List.of(), Tally.of(job, more, Set.of(), false), NOON)
                .orElseThrow();
        assertThat(end.complete()).isFalse();
        assertThat(end.reason()).isEqualTo("BackoffLimitExceeded");
    }

    @Test
    void aJobThatTakesTooLongEnds() {
        Job job = new JobBuilder(job(1, 1))
                .editSpec()
                .withActiveDeadlineSeconds(60L)
                .endSpec()
                .build();
        Tally tally = Tally.of(job, List.of(), Set.of(), false);

        assertThat(JobEnd.of(job, List.of(), tally, NOON.plusSeconds(59))).isEmpty();
        assertThat(JobEnd.of(job, List.of(), tally, NOON.plusSeconds(60))
                        .orElseThrow()
                        .reason())
                .isEqualTo("DeadlineExceeded");
    }

    @Test
    void aSettledOutcomeIsNotReconsidered() {
        Job job = new JobBuilder(job(1, 1))
                .editStatus()
                .addNewCondition()
                .withType("FailureTarget")
                .withStatus("True")
                .withReason("DeadlineExceeded")
                .withMessage("too late")
                .endCondition()
                .withSucceeded(1)
                .endStatus()
                .build();

        assertThat(JobEnd.of(job, List.of(), Tally.of(job, List.of(), Set.of(), false), NOON))
                .contains(new JobEnd(false, "DeadlineExceeded", "too late"));
    }

    @Test
    void eachIndexIsWorkedOnOnceAndByOnePodAtATime() {
        Job job = indexed(5, 3);
        Pod done = withIndex(tracked("a", "Succeeded"), 1);
        Pod running = withIndex(tracked("b", "Running"), 0);
        Pod twin = withIndex(tracked("c", "Pending"), 0);
        Tally tally = Tally.of(job, List.of(done, running, twin), Set.of(), false);

        assertThat(tally.completedIndexes()).hasToString("1");
        JobPlan cleaning = JobPlan.of(job, List.of(running, twin), 0, List.of(done), tally, NOON);
        assertThat(cleaning.delete())
                .extracting(pod -> pod.getMetadata().getName())
                .containsExactly("c");
        JobPlan filling = JobPlan.of(job, List.of(running), 0, List.of(done), tally, NOON);
        assertThat(filling.indexes()).containsExactly(2, 3);
    }

    @Test
    void aSuspendedJobHasNoPods() {
        Job job =
                new JobBuilder(job(2, 2)).editSpec().withSuspend(true).endSpec().build();
        Pod running = tracked("a", "Running");

        assertThat(JobPlan.of(
                                job,
                                List.of(running),
                                0,
                                List.of(),
                                Tally.of(job, List.of(running), Set.of(), false),
                                NOON)
                        .delete())
                .containsExactly(running);
    }

    @Test
    void indexesAreWrittenAsRanges() {
        assertThat(IndexSet.parse("", 10)).hasToString("");
        assertThat(IndexSet.parse("0,2-4,6,7", 10)).hasToString("0,2-4,6,7");
        assertThat(IndexSet.parse("1", 10).with(2).with(3)).hasToString("1-3");
        assertThat(IndexSet.parse("0-20", 5).size()).isEqualTo(5);
        assertThat(IndexSet.parse("nonsense,3", 5)).hasToString("3");
    }

    @Test
    void aFailurePolicyCanEndTheJobOrForgiveAPod() {
        Job strict = new JobBuilder(job(1, 1))
                .editSpec()
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("FailJob")
                .withNewOnExitCodes()
                .withOperator("In")
                .withValues(42)
                .endOnExitCodes()
                .endRule()
                .addNewRule()
                .withAction("Ignore")
                .addNewOnPodCondition()
                .withType("DisruptionTarget")
                .endOnPodCondition()
                .endRule()
                .endPodFailurePolicy()
                .endSpec()
                .build();
        Pod fatal = new PodBuilder(tracked("a", "Failed"))
                .editStatus()
                .addNewContainerStatus()
                .withName("main")
                .withNewState()
                .withNewTerminated()
                .withExitCode(42)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
        Pod evicted = new PodBuilder(tracked("b", "Failed"))
                .editStatus()
                .addNewCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();

        JobEnd end = JobEnd.of(strict, List.of(), Tally.of(strict, List.of(fatal), Set.of(), false), NOON)
                .orElseThrow();
        assertThat(end.reason()).isEqualTo("PodFailurePolicy");
        assertThat(end.message())
                .isEqualTo("Container main for pod shop/a failed with exit code 42 matching FailJob rule at index 0");
        Tally forgiving = Tally.of(strict, List.of(evicted), Set.of(), false);
        assertThat(forgiving.totalFailed()).isZero();
        assertThat(forgiving.release()).hasSize(1);
    }
}
