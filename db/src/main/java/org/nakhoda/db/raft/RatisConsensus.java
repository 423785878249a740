package org.nakhoda.db.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.ExitUtils;
import org.nakhoda.db.masters.Change;
import org.nakhoda.db.masters.Consensus;
import org.nakhoda.db.masters.ConsensusException;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.masters.Roster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Consensus} by a Ratis server of one group within this process.
 *
 * <p>A member that was removed while it could not be told learns so from the leader when it next asks for a vote; its server then
 * takes no part any more, and it stays a follower of nobody until it is closed. So does a member whose log or snapshot cannot be
 * read on.
 */
public final class RatisConsensus implements Consensus {
    private static final Logger LOG = LoggerFactory.getLogger(RatisConsensus.class);

    /** Ratis is to notice first that a transfer takes too long. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final Threads threads;
    private final RaftServer server;
    private final RaftServer.Division division;
    private final RosterMachine machine;
    private final Standing standing;
    private final Contacts contacts;
    private final Requests requests;
    private final Membership membership;
    private final RaftPeerId self;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RatisConsensus(Opening opening) throws IOException {
        this.threads = opening.threads;
        this.server = opening.server;
        this.machine = opening.machine;
        this.standing = opening.standing;
        this.contacts = opening.contacts;
        this.self = opening.self;
        this.division = server.getDivision(opening.group);
        this.requests = new Requests(self, opening.group);
        this.membership = new Membership(requests, server, division);
    }

    /**
     * Takes part in the group. What is in the directory counts; what is said here about the beginning only if it is empty.
     *
     * @param directory for this group alone
     * @param group the masters' common id
     * @param self where this member listens and is reached
     * @param founding the voters of a new group, which this member is one of; empty for one that waits to be taken in by the leader
     * @param listener told from now on, and not any more once {@link #close} has returned
     * @throws IOException if the directory is another group's or in use, the port is taken, or a certificate cannot be read
     */
    public static RatisConsensus open(
            Path directory, UUID group, Member self, Optional<List<Member>> founding, RaftTls tls, Listener listener)
            throws IOException {
        return open(directory, group, self, founding, tls, listener, RaftSettings.Pace.USUAL);
    }

    static RatisConsensus open(
            Path directory,
            UUID group,
            Member self,
            Optional<List<Member>> founding,
            RaftTls tls,
            Listener listener,
            RaftSettings.Pace pace)
            throws IOException {
        refuseOthers(directory, group);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Ratis finds its parts, and its threads theirs, by the context of whoever starts it
        thread.setContextClassLoader(RatisConsensus.class.getClassLoader());
        try {
            stayAlive();
            Opening opening = new Opening(RaftPeerId.valueOf(self.name()), RaftGroupId.valueOf(group), listener);
            try {
                return opening.start(directory, pace, self, founders(self, founding), tls);
            } catch (IOException | RuntimeException | LinkageError e) {
                opening.close();
                throw new IOException(
                        "Cannot take part in the masters' consensus at " + self.raft() + ": " + e.getMessage(), e);
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** One that waits is a learner to itself: as anything else it would look for votes once it has heard of the group. */
    private static List<RaftPeer> founders(Member self, Optional<List<Member>> founding) {
        return founding.map(members -> members.stream()
                        .map(member -> Membership.peer(member, RaftPeerRole.FOLLOWER))
                        .toList())
                .orElseGet(() -> List.of(Membership.peer(self, RaftPeerRole.LISTENER)));
    }

    /** Ratis would start whatever group it finds. */
    private static void refuseOthers(Path directory, UUID group) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.filter(Files::isDirectory).toList()) {
                if (isOther(entry.getFileName().toString(), group)) {
                    throw new IOException(
                            "Not this group's: " + entry + ". Remove it if this master has left its group");
                }
            }
        }
    }

    private static boolean isOther(String name, UUID group) {
        try {
            return !UUID.fromString(name).equals(group);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Ratis ends the whole process on some failures, and takes every uncaught exception of any thread as one: not in a server that
     * does more than that.
     */
    private static void stayAlive() {
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        ExitUtils.disableSystemExit();
        ExitUtils.setTerminateOnUncaughtException(false);
        Thread.setDefaultUncaughtExceptionHandler(handler);
    }

    /** What there is before it is known to work, and so has to be cleared away if it does not. */
    private static final class Opening {
        final RaftPeerId self;
        final RaftGroupId group;
        final Threads threads;
        final Standing standing;
        final Contacts contacts;
        final RosterMachine machine;
        RaftServer server;

        Opening(RaftPeerId self, RaftGroupId group, Listener listener) {
            this.self = self;
            this.group = group;
            this.threads = new Threads(self.toString());
            this.standing = new Standing(listener, threads.events());
            this.contacts = new Contacts(self, threads.completions());
            this.machine = new RosterMachine(standing, contacts);
        }

        RatisConsensus start(
                Path directory, RaftSettings.Pace pace, Member member, List<RaftPeer> founders, RaftTls tls)
                throws IOException {
            RaftProperties properties = RaftSettings.properties(directory, member, pace);
            server = RaftServer.newBuilder()
                    .setServerId(self)
                    .setGroup(RaftGroup.valueOf(group, founders))
                    .setOption(RaftStorage.StartupOption.RECOVER)
                    .setProperties(properties)
                    .setParameters(RaftSettings.parameters(tls, contacts))
                    .setStateMachine(machine)
                    .build();
            server.start();
            RatisConsensus consensus = new RatisConsensus(this);
            new Reconnector(server, consensus.division, contacts, standing).runOn(threads.watch());
            threads.leader().execute(new LeaderWatch(consensus.division, pace));
            return consensus;
        }

        void close() {
            if (server != null) {
                closeQuietly(server);
            }
            threads.close();
        }
    }

    private static void closeQuietly(RaftServer server) {
        try {
            server.close();
        } catch (IOException | RuntimeException e) {
            LOG.warn("The masters' consensus did not close cleanly", e);
        }
    }

    @Override
    public Roster roster() {
        return machine.roster();
    }

    @Override
    public Set<String> voters() {
        return names(RaftPeerRole.FOLLOWER);
    }

    @Override
    public Set<String> learners() {
        return names(RaftPeerRole.LISTENER);
    }

    /** While they change, both the old and the new: whoever may be needed for a majority is in it. */
    private Set<String> names(RaftPeerRole role) {
        Set<String> names = new TreeSet<>();
        division.getRaftConf()
                .getAllPeers(role)
                .forEach(peer -> names.add(peer.getId().toString()));
        return names;
    }

    @Override
    public Optional<String> leader() {
        return division.getInfo().isAlive()
                ? Optional.ofNullable(division.getInfo().getLeaderId()).map(RaftPeerId::toString)
                : Optional.empty();
    }

    @Override
    public OptionalLong leadingTerm() {
        OptionalLong term = standing.leadingTerm();
        boolean still = term.isPresent()
                && division.getInfo().isAlive()
                && division.getInfo().isLeaderReady()
                && division.getInfo().getCurrentTerm() == term.getAsLong();
        return still ? term : OptionalLong.empty();
    }

    @Override
    public CompletableFuture<Void> confirmLeading() {
        OptionalLong term = leadingTerm();
        if (term.isEmpty()) {
            return CompletableFuture.failedFuture(new ConsensusException("This master does not lead", null));
        }
        var conf = division.getRaftConf();
        boolean alone =
                conf.getAllPeers().stream().allMatch(voter -> voter.getId().equals(self));
        return alone ? CompletableFuture.completedFuture(null) : contacts.confirm(division::getRaftConf);
    }

    @Override
    public Optional<Roster> record(Change change, Duration limit) throws ConsensusException {
        RaftClientReply reply = answer(
                "record " + change,
                () -> server.submitClientRequestAsync(requests.write(RosterCodec.encode(change))),
                limit);
        return RosterMachine.answered(reply.getMessage());
    }

    private static RaftClientReply answer(String what, Requests.Call call, Duration limit) throws ConsensusException {
        try {
            RaftClientReply reply = Requests.await(call, limit);
            if (!reply.isSuccess()) {
                throw new ConsensusException("Could not " + what, reply.getException());
            }
            return reply;
        } catch (ExecutionException e) {
            throw new ConsensusException("Could not " + what, e.getCause());
        } catch (TimeoutException e) {
            throw new ConsensusException("Could not " + what + " in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConsensusException("Interrupted: could not " + what, e);
        }
    }

    @Override
    public void addLearner(Member member, Duration limit) throws ConsensusException {
        membership.learner(member, limit);
    }

    @Override
    public boolean caughtUp(String name) {
        long committed = division.getRaftLog().getLastCommittedIndex();
        return leadingTerm().isPresent()
                && contacts.of(RaftPeerId.valueOf(name))
                        .filter(info -> info.getMatchIndex() >= committed)
                        .filter(info -> info.getLastRpcResponseTime()
                                        .elapsedTime()
                                        .compareTo(division.properties().maxRpcTimeout())
                                <= 0)
                        .isPresent();
    }

    @Override
    public void promote(Member member, Duration limit) throws ConsensusException {
        membership.voter(member, limit);
    }

    @Override
    public void remove(String name, Duration limit) throws ConsensusException {
        if (name.equals(self.toString())) {
            throw new IllegalArgumentException("A leader does not remove itself");
        }
        membership.remove(name, limit);
    }

    @Override
    public void transferTo(String name, Duration limit) throws ConsensusException {
        if (name.equals(self.toString())) {
            throw new IllegalArgumentException("This master leads already");
        }
        answer(
                "make " + name + " lead",
                () -> server.transferLeadershipAsync(requests.transfer(name, limit)),
                limit.plus(MARGIN));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            threads.stopWatching();
            closeQuietly(server);
            threads.close();
        }
    }
}
