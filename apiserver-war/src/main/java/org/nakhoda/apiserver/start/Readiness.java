package org.nakhoda.apiserver.start;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.nakhoda.apiserver.health.HealthCheck;
import org.nakhoda.db.masters.MasterStatus;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.store.ClusterStore;

/**
 * Whether clients are well served here: this master leads and does what a leading one has to, or it follows one that is known
 * and is up to date; and its database answers, which is tried every other second.
 */
final class Readiness implements AutoCloseable {
    private static final Duration PROBE = Duration.ofSeconds(2);

    private final ClusterStore store;
    private final BooleanSupplier working;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread prober = new Thread(this::probe, "store-probe");

    /** What is wrong with the database. */
    private volatile Optional<String> fault = Optional.empty();

    /** @param working whether all that a leading master has to do is done here */
    Readiness(ClusterStore store, BooleanSupplier working) {
        this.store = store;
        this.working = working;
        prober.setDaemon(true);
    }

    /** Begins to try the database; once. */
    void start() {
        prober.start();
    }

    private void probe() {
        try {
            do {
                try {
                    fault = store.probe();
                } catch (RuntimeException e) {
                    fault = Optional.of("the store could not be tried: " + e);
                }
            } while (!closed.await(PROBE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    List<HealthCheck> checks() {
        return List.of(
                new HealthCheck("store", () -> place().or(() -> fault)),
                new HealthCheck("poststarthook/bootstrap", this::unfinished));
    }

    /** What is wrong with this master's place among the others. */
    private Optional<String> place() {
        if (store.epoch().isPresent()) {
            return Optional.empty();
        }
        Optional<Masters> masters = store.masters();
        if (masters.isEmpty()) {
            return Optional.of("this master does not lead");
        }
        if (masters.get().leader().isEmpty()) {
            return Optional.of("no master is known to lead");
        }
        String name = masters.get().self().name();
        for (MasterStatus status : masters.get().status()) {
            if (status.member().name().equals(name)) {
                return switch (status.role()) {
                    case FOLLOWER, LEARNER -> status.trouble();
                    case LEADER, ALONE ->
                        status.trouble().or(() -> Optional.of("this master is to lead and does not do so yet"));
                };
            }
        }
        return Optional.of("this master is not among the cluster's masters");
    }

    private Optional<String> unfinished() {
        return store.epoch().isPresent() && !working.getAsBoolean()
                ? Optional.of("the default objects are not all made yet")
                : Optional.empty();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
