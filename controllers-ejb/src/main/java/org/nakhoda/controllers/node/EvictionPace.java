package org.nakhoda.controllers.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How fast pods may be driven from nodes that are not ready. If hardly any node is well, the trouble is more likely
 * between the nodes and the control plane than in the nodes, and moving pods would make it worse.
 */
final class EvictionPace {
    private static final Duration NORMAL = Duration.ofSeconds(10);
    private static final Duration SLOW = Duration.ofSeconds(100);
    private static final int SMALL_CLUSTER = 50;

    /** From this percentage of nodes that are not ready on, with at least three of them, there is a disruption. */
    private static final int DISRUPTED_PERCENT = 55;

    private EvictionPace() {}

    /** The time between two nodes that are given up; empty if none may be. */
    static Optional<Duration> between(int nodes, int notReady) {
        if (notReady >= nodes) {
            return Optional.empty();
        }
        if (notReady > 2 && notReady * 100 >= nodes * DISRUPTED_PERCENT) {
            return nodes > SMALL_CLUSTER ? Optional.of(SLOW) : Optional.empty();
        }
        return Optional.of(NORMAL);
    }

    /** Whether another node may be given up now. */
    static boolean allows(int nodes, int notReady, Instant last, Instant now) {
        return between(nodes, notReady)
                .filter(pause -> !last.plus(pause).isAfter(now))
                .isPresent();
    }
}
