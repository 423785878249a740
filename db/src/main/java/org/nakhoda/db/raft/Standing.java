package org.nakhoda.db.raft;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.nakhoda.db.masters.Consensus;
import org.nakhoda.db.masters.Roster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this member leads, and who is told of it.
 *
 * <pre>
 *                      ready(term)
 *   following(leader) ─────────────> leading(term)
 *      ^   │ another leader, none       │
 *      └───┴────────────────────────────┘ lost(term)
 * </pre>
 *
 * <p>Ratis reports from threads of its own, and a late "ready" may overtake the loss of the same term: a term that was lost never
 * leads again. The listener is told on one thread in the order of these calls, without a lock held.
 */
final class Standing {
    private static final Logger LOG = LoggerFactory.getLogger(Standing.class);

    private final Consensus.Listener listener;
    private final ExecutorService events;
    private final Object lock = new Object();

    /** 0 if not leading. */
    @GuardedBy("lock")
    private long leading;

    /** The newest term that was led or seen when leadership was lost. */
    @GuardedBy("lock")
    private long past;

    /** Empty until something was told. */
    @GuardedBy("lock")
    private Optional<Optional<String>> told = Optional.empty();

    Standing(Consensus.Listener listener, ExecutorService events) {
        this.listener = listener;
        this.events = events;
    }

    OptionalLong leadingTerm() {
        synchronized (lock) {
            return leading > 0 ? OptionalLong.of(leading) : OptionalLong.empty();
        }
    }

    void ready(long term) {
        synchronized (lock) {
            if (term <= past) {
                return;
            }
            past = term;
            leading = term;
            told = Optional.empty();
            post(() -> listener.leading(term));
        }
    }

    /** This member does not lead any more in {@code term} or before. */
    void lost(long term) {
        synchronized (lock) {
            past = Math.max(past, term);
            leading = 0;
            tellLocked(Optional.empty());
        }
    }

    /** Somebody else, or nobody, is known to lead; says nothing about this member. */
    void known(Optional<String> leader) {
        synchronized (lock) {
            if (leading == 0) {
                tellLocked(leader);
            }
        }
    }

    void agreed(Roster roster) {
        post(() -> listener.agreed(roster));
    }

    @GuardedBy("lock")
    private void tellLocked(Optional<String> leader) {
        if (!told.equals(Optional.of(leader))) {
            told = Optional.of(leader);
            post(() -> listener.following(leader));
        }
    }

    private void post(Runnable event) {
        try {
            events.execute(() -> {
                try {
                    event.run();
                } catch (RuntimeException e) {
                    LOG.error("What follows from a change of leadership or roster failed", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Nobody listens any more", e);
        }
    }
}
