package org.nakhoda.db.masters;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The agreement of the masters: who leads, and the {@link Roster}. Not in the way of any read or write of the cluster's
 * state.
 */
public interface Consensus extends AutoCloseable {
    /** The roster as far as this member knows; the leader's is the newest. */
    Roster roster();

    /** Whose votes count, by name. */
    Set<String> voters();

    /** Who takes part in the log without a vote. */
    Set<String> learners();

    /** Who leads, as far as this member knows; may be this one. */
    Optional<String> leader();

    /** The term in which this member leads, once everything agreed on before it is in {@link #roster}; empty if it does not. */
    OptionalLong leadingTerm();

    /**
     * Asks a majority whether this member still leads.
     *
     * @return completes normally if it did lead at some moment after the call; exceptionally if that cannot be said. A leader
     *     that is alone completes at once.
     */
    CompletableFuture<Void> confirmLeading();

    /**
     * Writes to the log. Leader only.
     *
     * @return the roster after the change; empty if it was decided on another version of it
     * @throws ConsensusException if this member does not lead or a majority did not agree in time: the outcome is unknown
     */
    Optional<Roster> record(Change change, Duration limit) throws ConsensusException;

    /** A member takes part in the log without a vote. Leader only; returns when the configuration is in force. */
    void addLearner(Member member, Duration limit) throws ConsensusException;

    /** Whether a learner's log is within reach of the leader's. Leader only. */
    boolean caughtUp(String name);

    /** A learner votes from now on. Leader only. */
    void promote(Member member, Duration limit) throws ConsensusException;

    /** A voter or learner is out. Leader only, and not for itself. */
    void remove(String name, Duration limit) throws ConsensusException;

    /**
     * Another voter leads. The caller has stopped to act as leader before: there is no lease during a transfer.
     *
     * @throws ConsensusException if the other did not take over in time; this member may lead still, or again
     */
    void transferTo(String name, Duration limit) throws ConsensusException;

    /** Told on one thread, in order; must return soon. */
    interface Listener {
        /** This member leads in {@code term}, and knows all that was agreed on before. */
        void leading(long term);

        /** This member does not lead; {@code leader} does, if anybody is known to. */
        void following(Optional<String> leader);

        void agreed(Roster roster);
    }

    /** Idempotent. */
    @Override
    void close();
}
