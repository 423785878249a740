package org.nakhoda.db.raft;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LogAppender;

/**
 * What a leader hears from the others, and the proof that it leads.
 *
 * <p>Ratis has linearizable reads, but these prove nothing here: it keeps the highest index that a majority ever acknowledged, and
 * answers a read at that index without asking anybody again. Our log stands still for hours, so every read but the first would be
 * answered by a leader that was deposed meanwhile. Hence a round of heartbeats of our own: a call is satisfied by heartbeats that
 * were made after it, and answered in the leader's term by a majority of the voters, in both configurations while they change.
 *
 * <p>One round is on its way at a time; calls that come meanwhile share the next one.
 */
final class Contacts {
    /** Longer than an election takes: who is not confirmed by then has most likely been deposed. */
    private static final long LIMIT_MILLIS = 1_000;

    private final RaftPeerId self;
    private final Executor completions;
    private final Map<RaftPeerId, LogAppender> appenders = new ConcurrentHashMap<>();
    private final Object lock = new Object();

    @GuardedBy("lock")
    private Round current;

    @GuardedBy("lock")
    private Round next;

    /** @param completions where those who asked go on; never a thread of Ratis' */
    Contacts(RaftPeerId self, Executor completions) {
        this.self = self;
        this.completions = completions;
    }

    private static final class Round {
        final CompletableFuture<Void> result = new CompletableFuture<>();
        private final Supplier<RaftConfiguration> configuration;
        private final Object answers = new Object();

        /** From which call on an answer counts. */
        @GuardedBy("answers")
        private final Map<LogAppender, Long> since = new IdentityHashMap<>();

        @GuardedBy("answers")
        private final Set<RaftPeerId> confirmed = new HashSet<>();

        Round(Supplier<RaftConfiguration> configuration) {
            this.configuration = configuration;
        }

        void send(Collection<LogAppender> targets) {
            synchronized (answers) {
                targets.forEach(appender -> since.put(appender, appender.getCallId()));
            }
            targets.forEach(LogAppender::triggerHeartbeat);
        }

        /** Whether these voters are enough now. */
        boolean answered(LogAppender appender, long call, RaftPeerId self) {
            Set<RaftPeerId> those;
            synchronized (answers) {
                Long first = since.get(appender);
                if (first == null) {
                    return false;
                }
                if (call >= first) {
                    confirmed.add(appender.getFollowerId());
                }
                those = Set.copyOf(confirmed);
            }
            if (!those.contains(appender.getFollowerId())) {
                // a heartbeat that was being sent while this round began may have swallowed the order for the next one
                appender.triggerHeartbeat();
                return false;
            }
            RaftConfiguration now = configuration.get();
            return majority(now.getCurrentPeers(), those, self)
                    && (now.getPreviousPeers().isEmpty() || majority(now.getPreviousPeers(), those, self));
        }

        private static boolean majority(Collection<RaftPeer> voters, Set<RaftPeerId> confirmed, RaftPeerId self) {
            long yes = voters.stream()
                    .map(RaftPeer::getId)
                    .filter(id -> id.equals(self) || confirmed.contains(id))
                    .count();
            return yes > voters.size() / 2;
        }
    }

    /** A leader begins to talk to another member, or anew. */
    void began(LogAppender appender) {
        appenders.put(appender.getFollowerId(), appender);
    }

    /** Successful answers only: a failed one is of a member that may follow somebody else. */
    void answered(LogAppender appender, AppendEntriesReplyProto reply) {
        if (!reply.getServerReply().getSuccess()) {
            return;
        }
        Round round;
        synchronized (lock) {
            round = current;
        }
        if (round != null && round.answered(appender, reply.getServerReply().getCallId(), self)) {
            complete(() -> round.result.complete(null));
        }
    }

    /** This member does not lead any more. */
    void lost() {
        appenders.clear();
        Round first;
        Round second;
        synchronized (lock) {
            first = current;
            second = next;
        }
        IOException reason = new IOException("This master does not lead any more");
        if (first != null) {
            complete(() -> first.result.completeExceptionally(reason));
        }
        if (second != null) {
            complete(() -> second.result.completeExceptionally(reason));
        }
    }

    private void complete(Runnable completion) {
        try {
            completions.execute(completion);
        } catch (RejectedExecutionException e) {
            completion.run();
        }
    }

    /** Completes once a majority has confirmed that this member led after the call. The caller has seen that it leads. */
    CompletableFuture<Void> confirm(Supplier<RaftConfiguration> configuration) {
        Round mine;
        boolean start;
        synchronized (lock) {
            start = current == null;
            if (start) {
                current = new Round(configuration);
                mine = current;
            } else {
                if (next == null) {
                    next = new Round(configuration);
                }
                mine = next;
            }
        }
        if (start) {
            start(mine);
        }
        return mine.result.copy().orTimeout(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void start(Round round) {
        round.result.orTimeout(LIMIT_MILLIS, TimeUnit.MILLISECONDS).whenComplete((done, failure) -> followUp(round));
        round.send(Set.copyOf(appenders.values()));
    }

    private void followUp(Round ended) {
        Round following;
        synchronized (lock) {
            if (current != ended) {
                return;
            }
            current = next;
            next = null;
            following = current;
        }
        if (following != null) {
            start(following);
        }
    }

    /** What the leader knows of another member; empty if this one does not lead. */
    Optional<FollowerInfo> of(RaftPeerId peer) {
        return Optional.ofNullable(appenders.get(peer)).map(LogAppender::getFollower);
    }
}
