package org.nakhoda.db.masters;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.nakhoda.db.peer.Peers;
import org.nakhoda.db.peer.Question;
import tools.jackson.databind.node.ObjectNode;

/** What a promotion has to tell the others. */
final class OtherMasters {
    private static final Duration FENCING = Duration.ofSeconds(5);

    private final Member self;
    private final Peers peers;
    private final Executor executor;

    OtherMasters(Member self, Peers peers, Executor executor) {
        this.self = self;
        this.peers = peers;
        this.executor = executor;
    }

    /** The member has promised the term and is detached; completes with where it is, or exceptionally. */
    CompletableFuture<Replica.Position> fence(Member member, long term) {
        return CompletableFuture.supplyAsync(() -> fenced(member, term), executor);
    }

    private Replica.Position fenced(Member member, long term) {
        try {
            ObjectNode answer = peers.ask(member, Question.of("fence").with("term", term), FENCING);
            if (!answer.path("counts").asBoolean(false)) {
                throw new IllegalStateException("the copy of " + member.name() + " is not complete");
            }
            return new Replica.Position(
                    false, answer.path("epoch").asLong(), answer.path("end").asLong());
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** The member does not lead in an earlier term any more, and its lease is over; completes exceptionally if that is not known. */
    CompletableFuture<Void> yield(Member member, long term) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        peers.ask(member, Question.of("yield").with("term", term), FENCING);
                    } catch (IOException e) {
                        throw new IllegalStateException(e.getMessage(), e);
                    }
                },
                executor);
    }

    /** They follow this primary from now on: the first commit waits for them. Returns at once. */
    void point(long term, Roster agreed) {
        agreed.members().values().stream()
                .filter(member -> !member.name().equals(self.name()))
                .forEach(member -> executor.execute(() -> FollowOrder.send(peers, member, term, agreed)));
    }
}
