package org.nakhoda.db.masters;

import java.time.Duration;
import java.util.Optional;

/**
 * What is known of a master.
 *
 * @param epoch the epoch that it leads or follows; 0 if it does neither yet
 * @param lagBytes how much of the write-ahead log it has still to receive; empty for the primary, and if it does not stream
 * @param lastContact how long ago the leader heard of it; empty for the leader, and if it never did
 * @param trouble in words, empty if there is none
 */
public record MasterStatus(
        Member member,
        Role role,
        boolean primary,
        boolean synchronous,
        long epoch,
        Optional<Long> lagBytes,
        Optional<Duration> lastContact,
        Optional<String> trouble) {
    /** What a master is among the others. */
    public enum Role {
        LEADER,
        FOLLOWER,
        /** It takes part, but does not vote yet. */
        LEARNER,
        /** It is alone and its own leader. */
        ALONE
    }
}
