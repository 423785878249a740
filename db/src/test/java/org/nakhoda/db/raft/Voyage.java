package org.nakhoda.db.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.ratis.util.TimeDuration;
import org.nakhoda.db.MastersAuthority;
import org.nakhoda.db.masters.Change;
import org.nakhoda.db.masters.Consensus;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.masters.Roster;

/** Masters of one group in this process, each with ports, certificate and directory of its own. */
final class Voyage implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(40);
    static final String ADDRESS = "127.0.0.1";

    final UUID group = UUID.randomUUID();
    final MastersAuthority authority;
    private final Path directory;
    private final Map<String, Member> members = new TreeMap<>();
    private final Map<String, RatisConsensus> running = new TreeMap<>();
    private final Map<String, Heard> heard = new TreeMap<>();
    private long snapshotAfter = RaftSettings.Pace.USUAL.snapshotAfter();
    private Duration longest = Duration.ofSeconds(2);

    Voyage(Path directory) throws Exception {
        this.directory = directory;
        this.authority = new MastersAuthority();
    }

    /** What a listener was told, in order. */
    static final class Heard implements Consensus.Listener {
        final List<Object> all = new CopyOnWriteArrayList<>();
        final List<Thread> threads = new CopyOnWriteArrayList<>();

        @Override
        public void leading(long term) {
            threads.add(Thread.currentThread());
            all.add(term);
        }

        @Override
        public void following(Optional<String> leader) {
            threads.add(Thread.currentThread());
            all.add(leader);
        }

        @Override
        public void agreed(Roster roster) {
            threads.add(Thread.currentThread());
            all.add(roster);
        }

        List<Long> terms() {
            return all.stream()
                    .filter(Long.class::isInstance)
                    .map(Long.class::cast)
                    .toList();
        }
    }

    /** Slower than usual: a test machine that is busy is not to look like a leader that is dead. */
    private RaftSettings.Pace pace() {
        return new RaftSettings.Pace(
                TimeDuration.valueOf(1, TimeUnit.SECONDS),
                TimeDuration.valueOf(longest.toMillis(), TimeUnit.MILLISECONDS),
                Duration.ofSeconds(2),
                snapshotAfter);
    }

    void snapshotAfter(long entries) {
        snapshotAfter = entries;
    }

    /** For those that are opened from now on: between one second and this Ratis waits by itself before it looks for another leader. */
    void longestWait(Duration limit) {
        longest = limit;
    }

    Member member(String name) {
        return members.computeIfAbsent(name, key -> new Member(key, ADDRESS, 6443, 6444, freePort(), 6446));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Path home(String name) {
        return directory.resolve(name);
    }

    /** What the masters' authority gives to a member. */
    RaftTls tls(String name) {
        return RaftTls.in(authority.issue(home("pki").resolve(name), name, ADDRESS));
    }

    /** The first of a new group, once it leads. */
    RatisConsensus found(String name) throws Exception {
        RatisConsensus consensus = open(name, Optional.of(List.of(member(name))), tls(name));
        until(() -> consensus.leadingTerm().isPresent());
        return consensus;
    }

    /** One that waits to be taken in, or that was here before. */
    RatisConsensus open(String name) throws Exception {
        return open(name, Optional.empty(), tls(name));
    }

    RatisConsensus open(String name, Optional<List<Member>> founding, RaftTls tls) throws Exception {
        Heard listener = new Heard();
        RatisConsensus consensus =
                RatisConsensus.open(home(name), group, member(name), founding, tls, listener, pace());
        running.put(name, consensus);
        heard.put(name, listener);
        return consensus;
    }

    Heard heard(String name) {
        return heard.get(name);
    }

    RatisConsensus get(String name) {
        return running.get(name);
    }

    void stop(String name) {
        running.remove(name).close();
    }

    /** As after the loss of its disk. */
    void wipe(String name) throws IOException {
        try (Stream<Path> tree = Files.walk(home(name))) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    Collection<RatisConsensus> running() {
        return List.copyOf(running.values());
    }

    /** Takes a new master in, as the leader of the masters does. */
    void admit(String name) throws Exception {
        RatisConsensus leader = leader();
        RatisConsensus joining = open(name);
        assertThat(leader.record(new Change.Joined(leader.roster().version(), member(name)), LIMIT))
                .isPresent();
        leader.addLearner(member(name), LIMIT);
        until(() -> leader.caughtUp(name));
        leader.promote(member(name), LIMIT);
        until(() -> joining.voters().contains(name) && joining.roster().equals(leader.roster()));
    }

    /** Three voters, "a" leads. */
    void three() throws Exception {
        found("a");
        admit("b");
        admit("c");
    }

    /** The one that leads and can prove it. */
    RatisConsensus leader() throws Exception {
        RatisConsensus[] found = new RatisConsensus[1];
        until(() -> {
            for (RatisConsensus each : running()) {
                if (each.leadingTerm().isPresent() && confirmed(each)) {
                    found[0] = each;
                }
            }
            return found[0] != null;
        });
        return found[0];
    }

    String leaderName() throws Exception {
        RatisConsensus leader = leader();
        return running.entrySet().stream()
                .filter(entry -> entry.getValue() == leader)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    static boolean confirmed(RatisConsensus consensus) throws InterruptedException {
        try {
            consensus.confirmLeading().get();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** The test's own time limit ends it. */
    static void until(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        running.values().forEach(RatisConsensus::close);
    }
}
