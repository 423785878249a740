package org.nakhoda.controllers.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.meta.Timestamps;

/** What a pod's status says. */
public final class PodFacts {
    private PodFacts() {}

    public static String phase(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getPhase() == null
                ? "Pending"
                : pod.getStatus().getPhase();
    }

    /** Whether all its containers have ended for good. */
    public static boolean isFinished(Pod pod) {
        return isSucceeded(pod) || isFailed(pod);
    }

    public static boolean isSucceeded(Pod pod) {
        return phase(pod).equals("Succeeded");
    }

    public static boolean isFailed(Pod pod) {
        return phase(pod).equals("Failed");
    }

    /** Whether it counts as a replica: it runs or will run. */
    public static boolean isActive(Pod pod) {
        return !isFinished(pod) && !Owners.isTerminating(pod);
    }

    public static Optional<PodCondition> condition(Pod pod, String type) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(condition -> type.equals(condition.getType()))
                        .findFirst();
    }

    public static boolean isReady(Pod pod) {
        return condition(pod, "Ready")
                .filter(condition -> "True".equals(condition.getStatus()))
                .isPresent();
    }

    /** Since when it has been ready; empty if it is not. */
    public static Optional<Instant> readySince(Pod pod) {
        return condition(pod, "Ready")
                .filter(condition -> "True".equals(condition.getStatus()))
                .flatMap(condition -> Timestamps.parse(condition.getLastTransitionTime()));
    }

    /** Whether it has been ready for long enough to be relied upon. */
    public static boolean isAvailable(Pod pod, Duration minReady, Instant now) {
        return isReady(pod)
                && (minReady.isZero()
                        || readySince(pod)
                                .filter(since -> !since.plus(minReady).isAfter(now))
                                .isPresent());
    }

    /** When a ready pod that is not available yet will be. */
    public static Optional<Instant> availableAt(Pod pod, Duration minReady) {
        return readySince(pod).map(since -> since.plus(minReady));
    }

    public static boolean isScheduled(Pod pod) {
        return pod.getSpec().getNodeName() != null
                && !pod.getSpec().getNodeName().isEmpty();
    }
}
