package org.nakhoda.db.raft;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.server.RaftServer;
import org.nakhoda.db.masters.ConsensusException;
import org.nakhoda.db.masters.Member;

/**
 * Who takes part, and with a vote or without. One change at a time; one that was decided on a configuration that is not in force
 * any more fails. A member that is not there already has to be reached within seconds: Ratis first brings it up to date and only
 * then lets it in, and gives up if it does not answer.
 */
final class Membership {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Requests requests;
    private final RaftServer server;
    private final RaftServer.Division division;
    private final ReentrantLock changing = new ReentrantLock();

    Membership(Requests requests, RaftServer server, RaftServer.Division division) {
        this.requests = requests;
        this.server = server;
        this.division = division;
    }

    static RaftPeer peer(Member member, RaftPeerRole role) {
        return RaftPeer.newBuilder()
                .setId(member.name())
                .setAddress(RaftSettings.target(member))
                .setStartupRole(role)
                .build();
    }

    void learner(Member member, Duration limit) throws ConsensusException {
        change("take in " + member.name(), limit, conf -> conf.withLearner(peer(member, RaftPeerRole.LISTENER)));
    }

    void voter(Member member, Duration limit) throws ConsensusException {
        change("let " + member.name() + " vote", limit, conf -> conf.withVoter(peer(member, RaftPeerRole.FOLLOWER)));
    }

    void remove(String name, Duration limit) throws ConsensusException {
        change("remove " + name, limit, conf -> conf.without(RaftPeerId.valueOf(name)));
    }

    private interface Step {
        Configuration of(Configuration current);
    }

    private record Configuration(List<RaftPeer> voters, List<RaftPeer> learners) {
        Configuration without(RaftPeerId id) {
            return new Configuration(
                    voters.stream().filter(peer -> !peer.getId().equals(id)).toList(),
                    learners.stream().filter(peer -> !peer.getId().equals(id)).toList());
        }

        /** A voter stays one. */
        Configuration withLearner(RaftPeer peer) {
            boolean votes = voters.stream().anyMatch(voter -> voter.getId().equals(peer.getId()));
            return votes ? this : new Configuration(voters, and(without(peer.getId()).learners, peer));
        }

        Configuration withVoter(RaftPeer peer) {
            Configuration others = without(peer.getId());
            return new Configuration(and(others.voters, peer), others.learners);
        }

        private static List<RaftPeer> and(List<RaftPeer> peers, RaftPeer peer) {
            List<RaftPeer> all = new ArrayList<>(peers);
            all.add(peer);
            return all;
        }
    }

    private void change(String what, Duration limit, Step step) throws ConsensusException {
        long until = System.nanoTime() + limit.toNanos();
        boolean locked = false;
        try {
            locked = changing.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!locked) {
                throw new ConsensusException("Could not " + what + ": another change takes too long", null);
            }
            while (!attempt(what, step, until)) {
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConsensusException("Interrupted: could not " + what, e);
        } finally {
            if (locked) {
                changing.unlock();
            }
        }
    }

    /** @return false if it was too early and there is time left */
    private boolean attempt(String what, Step step, long until) throws ConsensusException, InterruptedException {
        var conf = division.getRaftConf();
        Configuration current = new Configuration(
                List.copyOf(conf.getCurrentPeers()), List.copyOf(conf.getCurrentPeers(RaftPeerRole.LISTENER)));
        Configuration changed = step.of(current);
        SetConfigurationRequest.Arguments arguments = SetConfigurationRequest.Arguments.newBuilder()
                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                .setServersInCurrentConf(current.voters())
                .setListenersInCurrentConf(current.learners())
                .setServersInNewConf(changed.voters())
                .setListenersInNewConf(changed.learners())
                .build();
        try {
            RaftClientReply reply = Requests.await(
                    () -> server.setConfigurationAsync(requests.configuration(arguments)),
                    Duration.ofNanos(Math.max(1, until - System.nanoTime())));
            if (reply.isSuccess()) {
                return true;
            }
            return later(what, reply.getException(), until);
        } catch (ExecutionException e) {
            return later(what, e.getCause(), until);
        } catch (TimeoutException e) {
            throw new ConsensusException("Could not " + what + " in time", e);
        }
    }

    private static boolean later(String what, Throwable failure, long until) throws ConsensusException {
        boolean early =
                failure instanceof ReconfigurationInProgressException || failure instanceof LeaderNotReadyException;
        if (early && System.nanoTime() < until) {
            return false;
        }
        String reason = failure instanceof ReconfigurationTimeoutException
                ? ": no answer. It has to run, be reachable at its address and have a certificate of the masters' authority"
                : "";
        throw new ConsensusException("Could not " + what + reason, failure);
    }
}
