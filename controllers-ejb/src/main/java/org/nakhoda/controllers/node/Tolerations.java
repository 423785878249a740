package org.nakhoda.controllers.node;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.nakhoda.client.meta.Timestamps;

/** How long a pod may stay on a node with NoExecute taints. */
final class Tolerations {
    private Tolerations() {}

    static boolean tolerates(Toleration toleration, Taint taint) {
        if (toleration.getEffect() != null
                && !toleration.getEffect().isEmpty()
                && !toleration.getEffect().equals(taint.getEffect())) {
            return false;
        }
        String key = toleration.getKey() == null ? "" : toleration.getKey();
        if (!key.isEmpty() && !key.equals(taint.getKey())) {
            return false;
        }
        if ("Exists".equals(toleration.getOperator())) {
            return true;
        }
        String wanted = toleration.getValue() == null ? "" : toleration.getValue();
        String actual = taint.getValue() == null ? "" : taint.getValue();
        return !key.isEmpty() && wanted.equals(actual);
    }

    /**
     * When a pod has to go: at once (now or earlier) if a taint is not tolerated, when the shortest toleration is over, or
     * (empty) never.
     */
    static Optional<Instant> evictionTime(List<Toleration> tolerations, List<Taint> taints, Instant now) {
        Optional<Instant> earliest = Optional.empty();
        for (Taint taint : taints) {
            if (!NodeHealth.NO_EXECUTE.equals(taint.getEffect())) {
                continue;
            }
            List<Toleration> fitting = tolerations.stream()
                    .filter(toleration -> tolerates(toleration, taint))
                    .toList();
            if (fitting.isEmpty()) {
                return Optional.of(now);
            }
            Optional<Instant> end = fitting.stream()
                    .filter(toleration -> toleration.getTolerationSeconds() != null)
                    .map(toleration -> Timestamps.parse(taint.getTimeAdded())
                            .orElse(now)
                            .plus(Duration.ofSeconds(Math.max(0, toleration.getTolerationSeconds()))))
                    .min(Instant::compareTo);
            if (end.isPresent() && (earliest.isEmpty() || end.get().isBefore(earliest.get()))) {
                earliest = end;
            }
        }
        return earliest;
    }
}
