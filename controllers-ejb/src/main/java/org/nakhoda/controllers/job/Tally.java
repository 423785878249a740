package org.nakhoda.controllers.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPods;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which pods have ended, each counted exactly once. A pod's end is first written into the status by uid, then the pod
 * loses its finalizer, and then the uid becomes part of a number: a stop between any two of these steps loses nothing and
 * counts nothing twice.
 *
 * @param succeeded those that are numbers already; of an indexed Job the completed indexes
 * @param failed those that are numbers already
 * @param uncountedSucceeded uids of pods that still have their finalizer
 * @param uncountedFailed uids of pods that still have their finalizer
 * @param release pods that are written down and need their finalizer no more
 */
record Tally(
        int succeeded,
        int failed,
        Set<String> uncountedSucceeded,
        Set<String> uncountedFailed,
        IndexSet completedIndexes,
        List<Pod> release) {
    /**
     * @param pods all of the Job, whether they run, end or have ended
     * @param released uids of pods whose finalizer has been removed though the cache may not show it yet
     * @param everythingEnds whether the Job has come to its end, so that what still runs counts as failed
     */
    static Tally of(Job job, List<Pod> pods, Set<String> released, boolean everythingEnds) {
        JobStatus status = JobFacts.status(job);
        List<Pod> tracked = pods.stream()
                .filter(JobFacts::isTracked)
                .filter(pod -> !released.contains(pod.getMetadata().getUid()))
                .toList();
        Set<String> trackedUids =
                tracked.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
        UncountedTerminatedPods uncounted = status.getUncountedTerminatedPods() == null
                ? new UncountedTerminatedPods()
                : status.getUncountedTerminatedPods();
        Set<String> succeededUids = new LinkedHashSet<>(uncounted.getSucceeded());
        Set<String> failedUids = new LinkedHashSet<>(uncounted.getFailed());
        int succeeded = JobFacts.orZero(status.getSucceeded()) + removeAbsent(succeededUids, trackedUids);
        int failed = JobFacts.orZero(status.getFailed()) + removeAbsent(failedUids, trackedUids);
        boolean indexed = JobFacts.isIndexed(job);
        int indexes = indexed ? job.getSpec().getCompletions() : 0;
        IndexSet completed = IndexSet.parse(status.getCompletedIndexes(), indexes);
        List<Pod> release = new ArrayList<>();
        for (Pod pod : tracked) {
            String uid = pod.getMetadata().getUid();
            if (succeededUids.contains(uid) || failedUids.contains(uid)) {
                release.add(pod);
            } else if (JobFacts.hasSucceeded(pod)) {
                if (indexed) {
                    OptionalInt index = JobFacts.index(pod);
                    if (index.isPresent() && index.getAsInt() < indexes) {
                        completed = completed.with(index.getAsInt());
                    }
                } else {
                    succeededUids.add(uid);
                }
                release.add(pod);
            } else if (JobFacts.hasFailed(job, pod) || everythingEnds) {
                if (!PodFailures.isIgnored(job, pod)) {
                    failedUids.add(uid);
                }
                release.add(pod);
            }
        }
        return new Tally(indexed ? completed.size() : succeeded, failed, succeededUids, failedUids, completed, release);
    }

    /** @return how many were removed */
    private static int removeAbsent(Set<String> uids, Set<String> present) {
        int before = uids.size();
        uids.retainAll(present);
        return before - uids.size();
    }

    int totalSucceeded() {
        return succeeded + uncountedSucceeded.size();
    }

    int totalFailed() {
        return failed + uncountedFailed.size();
    }

    boolean everythingIsCounted() {
        return uncountedSucceeded.isEmpty() && uncountedFailed.isEmpty() && release.isEmpty();
    }
}
