package org.nakhoda.apiserver.aggregation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * When each server is to be asked again: at once after a change of what it depends on, and else from time to time, more
 * often while it does not answer. One question to a server at a time.
 */
final class CheckSchedule {
    static final Duration WHILE_AVAILABLE = Duration.ofSeconds(30);
    static final Duration WHILE_UNAVAILABLE = Duration.ofSeconds(5);

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<String, Entry> entries = new HashMap<>();

    private record Entry(Object dependsOn, boolean asking, Instant due) {}

    /**
     * Whether the server is to be asked now; if so, {@link #ended} follows.
     *
     * @param dependsOn equal as long as nothing has changed that an answer depends on
     */
    boolean begin(String name, Object dependsOn, Instant now) {
        synchronized (lock) {
            Entry last = entries.get(name);
            if (last != null && (last.asking() || (last.dependsOn().equals(dependsOn) && now.isBefore(last.due())))) {
                return false;
            }
            entries.put(name, new Entry(dependsOn, true, now));
            return true;
        }
    }

    void ended(String name, boolean available, Instant now) {
        synchronized (lock) {
            entries.computeIfPresent(
                    name,
                    (n, asked) -> new Entry(
                            asked.dependsOn(), false, now.plus(available ? WHILE_AVAILABLE : WHILE_UNAVAILABLE)));
        }
    }

    void retain(Set<String> names) {
        synchronized (lock) {
            entries.keySet().retainAll(names);
        }
    }
}
