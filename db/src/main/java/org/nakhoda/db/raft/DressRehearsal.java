package org.nakhoda.db.raft;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.nakhoda.db.masters.Change;
import org.nakhoda.db.masters.Consensus;
import org.nakhoda.db.masters.ConsensusException;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.masters.Roster;

/**
 * Elections, done for once in a group of two that nobody else is in and that is gone afterwards. In a process that has never
 * led, the first one loads and links a thousand classes, of Ratis and of what it speaks with, which takes longer than all else
 * in an election: while nobody waits for it, it does no harm.
 */
public final class DressRehearsal {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(10);

    private DressRehearsal() {}

    /**
     * @param directory for as long as it lasts; what is left there by an earlier one is deleted
     * @param self whose address is listened at, on ports that are free
     * @throws IOException if it cannot be done here; it is of no consequence
     */
    public static void run(Path directory, Member self, RaftTls tls) throws IOException, InterruptedException {
        delete(directory);
        Member a = at("rehearsal-1", self.address());
        Member b = at("rehearsal-2", self.address());
        UUID group = UUID.randomUUID();
        Deque<Consensus> open = new ArrayDeque<>();
        try {
            open.add(open(directory, group, a, List.of(a, b), tls));
            open.add(open(directory, group, b, List.of(a, b), tls));
            Consensus leader = awaitLeader(open);
            Member other = leader == open.getFirst() ? b : a;
            record(leader, other);
            leader.confirmLeading().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            leader.transferTo(other.name(), LIMIT);
            // it ends last: a leader that cannot reach its follower any more would complain
            open.remove(leader);
            open.addLast(leader);
            record(awaitLeader(List.of(open.getFirst())), other);
        } catch (ConsensusException | ExecutionException | TimeoutException e) {
            throw new IOException("leading could not be rehearsed: " + e.getMessage(), e);
        } finally {
            open.forEach(Consensus::close);
            delete(directory);
        }
    }

    private static void record(Consensus leader, Member member) throws ConsensusException {
        leader.record(new Change.Joined(leader.roster().version(), member), LIMIT);
    }

    private static Member at(String name, String address) throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return new Member(name, address, 1, 1, probe.getLocalPort(), 1);
        }
    }

    private static RatisConsensus open(Path directory, UUID group, Member self, List<Member> founders, RaftTls tls)
            throws IOException {
        return RatisConsensus.open(
                directory.resolve(self.name()), group, self, Optional.of(founders), tls, new Consensus.Listener() {
                    @Override
                    public void leading(long term) {}

                    @Override
                    public void following(Optional<String> leader) {}

                    @Override
                    public void agreed(Roster roster) {}
                });
    }

    private static Consensus awaitLeader(Collection<Consensus> candidates)
            throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() - deadline < 0) {
            for (Consensus candidate : candidates) {
                if (candidate.leadingTerm().isPresent()) {
                    return candidate;
                }
            }
            Thread.sleep(POLL.toMillis());
        }
        throw new TimeoutException("nobody was elected");
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
