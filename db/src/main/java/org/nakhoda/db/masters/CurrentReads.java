package org.nakhoda.db.masters;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.peer.Peers;
import org.nakhoda.db.peer.Question;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.StoreException.Reason;

/** What makes a read from memory linearizable: the leader's lease, or the leader's revision. */
final class CurrentReads {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofMillis(800);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final SwitchedStore store;
    private final Peers peers;
    private final Supplier<Optional<Tenure>> tenure;
    private final Supplier<Optional<Member>> leader;
    private final Rounds<Long> revisions;

    /**
     * @param tenure this member's time of leading, while it leads
     * @param leader whom to ask, while it follows
     */
    CurrentReads(
            SwitchedStore store,
            Peers peers,
            Supplier<Optional<Tenure>> tenure,
            Supplier<Optional<Member>> leader,
            Executor executor) {
        this.store = store;
        this.peers = peers;
        this.tenure = tenure;
        this.leader = leader;
        this.revisions = new Rounds<>(() -> CompletableFuture.supplyAsync(this::askRevision, executor));
    }

    /** See {@link org.nakhoda.db.store.ClusterStore#awaitCurrent}. */
    void awaitCurrent() {
        try {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                if (current(deadline)) {
                    return;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new StoreException(
                Reason.UNAVAILABLE,
                "it cannot be said whether what this master knows is current, for no leader of a majority of the masters"
                        + " answers: try again, or read with resourceVersion=0",
                null);
    }

    private boolean current(long deadline) throws InterruptedException {
        Optional<Tenure> leading = tenure.get();
        if (leading.isPresent()) {
            // still leading after it is certain that it led then: what memory holds was all there was
            return leading.get().lease().require() && tenure.get().equals(leading);
        }
        if (leader.get().isEmpty()) {
            return false;
        }
        try {
            long left = Math.max(1, deadline - System.nanoTime());
            long revision = revisions.join().get(left, TimeUnit.NANOSECONDS);
            Duration patience = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            return store.feed().await(new Revision(revision), patience);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private long askRevision() {
        Member asked = leader.get().orElseThrow(() -> new IllegalStateException("there is no leader"));
        try {
            return peers.ask(asked, Question.of("revision"), ANSWER)
                    .path("revision")
                    .asLong();
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
