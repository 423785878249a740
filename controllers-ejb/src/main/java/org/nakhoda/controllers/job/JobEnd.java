package org.nakhoda.controllers.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.nakhoda.client.meta.ConditionKind;
import org.nakhoda.client.meta.Timestamps;

/**
 * Why a Job is over.
 *
 * @param complete whether it ended well
 */
record JobEnd(boolean complete, String reason, String message) {
    /** The interim condition: the outcome is settled, pods may still have to end. */
    String interimType() {
        return complete ? "SuccessCriteriaMet" : "FailureTarget";
    }

    String finalType() {
        return complete ? "Complete" : "Failed";
    }

    /** The end that the Job has come to; empty while it goes on. What has been settled once stays so. */
    static Optional<JobEnd> of(Job job, List<Pod> active, Tally tally, Instant now) {
        for (JobCondition condition : JobFacts.conditions(job)) {
            if (ConditionKind.TRUE.equals(condition.getStatus())
                    && (condition.getType().equals("SuccessCriteriaMet")
                            || condition.getType().equals("FailureTarget"))) {
                return Optional.of(new JobEnd(
                        condition.getType().equals("SuccessCriteriaMet"),
                        condition.getReason(),
                        condition.getMessage()));
            }
        }
        Optional<JobEnd> byPolicy = PodFailures.failJob(job, tally.release());
        if (byPolicy.isPresent()) {
            return byPolicy;
        }
        int limit = JobFacts.backoffLimit(job);
        if (tally.totalFailed() > limit
                || restartsInPlace(job, active) > limit
                || limit > 0 && restartsInPlace(job, active) == limit && isOnFailure(job)) {
            return Optional.of(
                    new JobEnd(false, "BackoffLimitExceeded", "Job has reached the specified backoff limit"));
        }
        if (deadline(job).filter(due -> !now.isBefore(due)).isPresent()) {
            return Optional.of(new JobEnd(false, "DeadlineExceeded", "Job was active longer than specified deadline"));
        }
        Integer completions = job.getSpec().getCompletions();
        boolean enough = completions == null ? tally.totalSucceeded() > 0 : tally.totalSucceeded() >= completions;
        return enough && active.isEmpty() && !JobFacts.isSuspended(job)
                ? Optional.of(new JobEnd(true, "CompletionsReached", "Reached expected number of succeeded pods"))
                : Optional.empty();
    }

    private static boolean isOnFailure(Job job) {
        return "OnFailure".equals(job.getSpec().getTemplate().getSpec().getRestartPolicy());
    }

    /** Restarts of containers inside pods, which count as failures if pods restart their containers. */
    private static int restartsInPlace(Job job, List<Pod> active) {
        if (!isOnFailure(job)) {
            return 0;
        }
        return active.stream()
                .filter(pod -> pod.getStatus() != null)
                .flatMap(pod -> Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream()))
                .mapToInt(container -> JobFacts.orZero(container.getRestartCount()))
                .sum();
    }

    /** When the Job has been active for as long as it may. */
    static Optional<Instant> deadline(Job job) {
        Long seconds = job.getSpec().getActiveDeadlineSeconds();
        return seconds == null || JobFacts.isSuspended(job)
                ? Optional.empty()
                : Timestamps.parse(JobFacts.status(job).getStartTime())
                        .map(start -> start.plus(Duration.ofSeconds(seconds)));
    }
}
