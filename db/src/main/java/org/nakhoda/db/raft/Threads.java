package org.nakhoda.db.raft;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads beside Ratis': for the listener, for those who asked whether this member leads, for the connections, and for the
 * watch over the leader.
 */
final class Threads {
    private final String name;
    private final ExecutorService events;
    private final ExecutorService completions;
    private final ScheduledExecutorService watch;
    private final ExecutorService leader;

    /** The one that runs the listener, which may be the one that closes. */
    private volatile Thread listening;

    Threads(String name) {
        this.name = name;
        this.events = Executors.newSingleThreadExecutor(named("events"));
        this.completions = Executors.newSingleThreadExecutor(named("confirmations"));
        this.watch = Executors.newSingleThreadScheduledExecutor(named("connections"));
        this.leader = Executors.newSingleThreadExecutor(named("leader"));
        events.execute(() -> listening = Thread.currentThread());
    }

    private ThreadFactory named(String duty) {
        return task -> {
            Thread thread = new Thread(task, name + "-consensus-" + duty);
            thread.setDaemon(true);
            thread.setContextClassLoader(Threads.class.getClassLoader());
            return thread;
        };
    }

    ExecutorService events() {
        return events;
    }

    ExecutorService completions() {
        return completions;
    }

    ScheduledExecutorService watch() {
        return watch;
    }

    ExecutorService leader() {
        return leader;
    }

    void stopWatching() {
        watch.shutdownNow();
        leader.shutdownNow();
    }

    /** What was posted is still told. */
    void close() {
        stopWatching();
        completions.shutdown();
        events.shutdown();
        if (Thread.currentThread() != listening) {
            try {
                if (!events.awaitTermination(2, TimeUnit.SECONDS)) {
                    events.shutdownNow();
                }
            } catch (InterruptedException e) {
                events.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }
}
