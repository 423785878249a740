package org.nakhoda.controllers.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.nakhoda.client.meta.ConditionKind;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.meta.Timestamps;
import org.nakhoda.controllers.pod.PodFacts;

/** What a Job and its pods say. */
public final class JobFacts {
    /** On every pod of a Job until the Job's status has counted it. */
    static final String TRACKING = "batch.kubernetes.io/job-tracking";

    static final String INDEX = "batch.kubernetes.io/job-completion-index";

    static final ConditionKind<JobCondition> CONDITIONS = new ConditionKind<>(
            JobCondition::getType,
            JobCondition::getStatus,
            JobCondition::getLastTransitionTime,
            (condition, time) -> new JobConditionBuilder(condition)
                    .withLastTransitionTime(time)
                    .build());

    private JobFacts() {}

    static JobStatus status(Job job) {
        return job.getStatus() == null ? new JobStatus() : job.getStatus();
    }

    static List<JobCondition> conditions(Job job) {
        return status(job).getConditions();
    }

    /** When the Job ended, well or not; empty while it has not. */
    public static Optional<Instant> finishedAt(Job job) {
        return conditions(job).stream()
                .filter(condition -> ("Complete".equals(condition.getType()) || "Failed".equals(condition.getType()))
                        && ConditionKind.TRUE.equals(condition.getStatus()))
                .findFirst()
                .flatMap(condition -> Timestamps.parse(condition.getLastTransitionTime()));
    }

    public static boolean isFinished(Job job) {
        return CONDITIONS.is(conditions(job), "Complete", ConditionKind.TRUE)
                || CONDITIONS.is(conditions(job), "Failed", ConditionKind.TRUE);
    }

    static boolean isIndexed(Job job) {
        return "Indexed".equals(job.getSpec().getCompletionMode());
    }

    static boolean isSuspended(Job job) {
        return Boolean.TRUE.equals(job.getSpec().getSuspend());
    }

    static int parallelism(Job job) {
        Integer parallelism = job.getSpec().getParallelism();
        return parallelism == null ? 1 : parallelism;
    }

    static int backoffLimit(Job job) {
        Integer limit = job.getSpec().getBackoffLimit();
        return limit == null ? 6 : limit;
    }

    /** Whether a pod is replaced only after it has ended, and not as soon as it is asked to go. */
    static boolean replacesEndedOnly(Job job) {
        return "Failed".equals(job.getSpec().getPodReplacementPolicy())
                || job.getSpec().getPodFailurePolicy() != null;
    }

    static boolean isTracked(Pod pod) {
        return pod.getMetadata().getFinalizers().contains(TRACKING);
    }

    static boolean hasSucceeded(Pod pod) {
        return PodFacts.isSucceeded(pod);
    }

    static boolean hasFailed(Job job, Pod pod) {
        return PodFacts.isFailed(pod)
                || !replacesEndedOnly(job) && Owners.isTerminating(pod) && !PodFacts.isSucceeded(pod);
    }

    /** The pod's completion index, if it has a valid one. */
    static OptionalInt index(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(INDEX);
        try {
            int index = text == null ? -1 : Integer.parseInt(text);
            return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    static int orZero(Integer number) {
        return number == null ? 0 : number;
    }
}
