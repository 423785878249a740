package org.nakhoda.node.container;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.nakhoda.node.runtime.RuntimeContainer;

/**
 * How long a container that ends again and again has to wait: not at all the first time, then 10 s after its end, twice as
 * long each time, at most 5 minutes. A container that ran for 10 minutes starts anew.
 */
public final class RestartBackoff {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofMinutes(5);
    private static final Duration FORGIVEN_AFTER = MOST.multipliedBy(2);

    private final Map<Key, Delay> delays = new ConcurrentHashMap<>();

    private record Key(String podUid, String container) {}

    private record Delay(Duration duration, Instant since) {}

    /** When the container may run again. */
    public Instant restartAt(String podUid, RuntimeContainer ended) {
        Delay delay = delays.get(new Key(podUid, ended.name()));
        Instant end = ended.finishedAt().orElse(ended.createdAt());
        return delay == null || forgiven(delay, end) ? end : end.plus(delay.duration);
    }

    /** The present delay; zero if there is none. */
    public Duration delay(String podUid, String container) {
        Delay delay = delays.get(new Key(podUid, container));
        return delay == null ? Duration.ZERO : delay.duration;
    }

    /** To be called when a container that ended is started again. */
    public void restarted(String podUid, RuntimeContainer ended, Instant now) {
        Instant end = ended.finishedAt().orElse(ended.createdAt());
        delays.compute(new Key(podUid, ended.name()), (key, delay) -> {
            if (delay == null || forgiven(delay, end)) {
                return new Delay(FIRST, now);
            }
            Duration doubled = delay.duration.multipliedBy(2);
            return new Delay(doubled.compareTo(MOST) < 0 ? doubled : MOST, now);
        });
    }

    private static boolean forgiven(Delay delay, Instant end) {
        return Duration.between(delay.since, end).compareTo(FORGIVEN_AFTER) > 0;
    }

    public void forget(String podUid) {
        delays.keySet().removeIf(key -> key.podUid.equals(podUid));
    }
}
