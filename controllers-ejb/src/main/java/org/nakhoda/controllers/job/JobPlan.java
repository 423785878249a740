package org.nakhoda.controllers.job;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.nakhoda.client.meta.Timestamps;
import org.nakhoda.client.queue.Backoff;
import org.nakhoda.controllers.pod.DeletionRank;
import org.nakhoda.controllers.pod.PodFacts;

/**
 * Which pods a Job that goes on needs more or less of.
 *
 * @param create how many pods to make now
 * @param indexes of the pods to make, as many; empty if the Job is not indexed
 * @param delete which pods are to go
 * @param pause how long to wait before pods may be made again, after failures
 */
record JobPlan(int create, List<Integer> indexes, List<Pod> delete, Optional<Duration> pause) {
    static final int BURST = 500;

    private static final Backoff AFTER_FAILURES = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(10));

    private static JobPlan delete(List<Pod> pods) {
        return new JobPlan(0, List.of(), pods, Optional.empty());
    }

    /**
     * @param active pods that run or will run
     * @param terminating how many pods are asked to go and have not ended
     * @param ended pods that have ended and are still there
     */
    static JobPlan of(Job job, List<Pod> active, int terminating, List<Pod> ended, Tally tally, Instant now) {
        if (JobFacts.isSuspended(job)) {
            return delete(active);
        }
        Integer completions = job.getSpec().getCompletions();
        int parallelism = JobFacts.parallelism(job);
        int wanted;
        if (completions != null) {
            wanted = Math.min(parallelism, Math.max(0, completions - tally.totalSucceeded()));
        } else {
            // the first that ends well tells that the work is done: the others finish, nobody is added
            wanted = tally.totalSucceeded() > 0 ? Math.min(active.size(), parallelism) : parallelism;
        }
        List<Pod> surplus = surplus(job, active, wanted, tally, now);
        if (!surplus.isEmpty()) {
            return delete(surplus);
        }
        int missing = wanted - active.size() - (JobFacts.replacesEndedOnly(job) ? terminating : 0);
        if (missing <= 0) {
            return delete(List.of());
        }
        Duration pause = pauseAfterFailures(ended, now);
        if (!pause.isZero()) {
            return new JobPlan(0, List.of(), List.of(), Optional.of(pause));
        }
        int create = Math.min(missing, BURST);
        if (!JobFacts.isIndexed(job)) {
            return new JobPlan(create, List.of(), List.of(), Optional.empty());
        }
        List<Integer> indexes = freeIndexes(completions, active, tally.completedIndexes(), create);
        return new JobPlan(indexes.size(), indexes, List.of(), Optional.empty());
    }

    private static List<Pod> surplus(Job job, List<Pod> active, int wanted, Tally tally, Instant now) {
        List<Pod> surplus = new ArrayList<>();
        List<Pod> kept = new ArrayList<>(active);
        kept.sort(DeletionRank.firstToGo(Map.of(), now));
        if (JobFacts.isIndexed(job)) {
            Set<Integer> seen = new HashSet<>();
            // the longest-lived of an index stays
            for (int i = kept.size() - 1; i >= 0; i--) {
                OptionalInt index = JobFacts.index(kept.get(i));
                if (index.isEmpty()
                        || index.getAsInt() >= job.getSpec().getCompletions()
                        || tally.completedIndexes().contains(index.getAsInt())
                        || !seen.add(index.getAsInt())) {
                    surplus.add(kept.remove(i));
                }
            }
        }
        for (int i = 0; i < kept.size() && kept.size() - i > wanted; i++) {
            surplus.add(kept.get(i));
        }
        return surplus;
    }

    private static List<Integer> freeIndexes(int completions, List<Pod> active, IndexSet completed, int count) {
        Set<Integer> taken = new HashSet<>();
        active.forEach(pod -> JobFacts.index(pod).ifPresent(taken::add));
        List<Integer> free = new ArrayList<>();
        for (int index = 0; index < completions && free.size() < count; index++) {
            if (!completed.contains(index) && !taken.contains(index)) {
                free.add(index);
            }
        }
        return free;
    }

    /** The delay doubles with each failure since the last success and is counted from the last failure. */
    private static Duration pauseAfterFailures(List<Pod> ended, Instant now) {
        Instant lastSuccess = ended.stream()
                .filter(PodFacts::isSucceeded)
                .map(pod -> endOf(pod, now))
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        List<Instant> failures = ended.stream()
                .filter(PodFacts::isFailed)
                .map(pod -> endOf(pod, now))
                .filter(end -> end.isAfter(lastSuccess))
                .toList();
        if (failures.isEmpty()) {
            return Duration.ZERO;
        }
        Instant last = failures.stream().max(Comparator.naturalOrder()).orElseThrow();
        Instant due = last.plus(AFTER_FAILURES.delay(failures.size() - 1));
        return due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO;
    }

    private static Instant endOf(Pod pod, Instant otherwise) {
        return Stream.ofNullable(pod.getStatus())
                .flatMap(status -> status.getContainerStatuses().stream())
                .map(ContainerStatus::getState)
                .filter(state -> state != null && state.getTerminated() != null)
                .map(state -> state.getTerminated())
                .map(ContainerStateTerminated::getFinishedAt)
                .flatMap(time -> Timestamps.parse(time).stream())
                .max(Comparator.naturalOrder())
                .orElse(otherwise);
    }
}
