package org.nakhoda.db.raft;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.FollowerInfoProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election as soon as the leader's time is up. Ratis itself looks only at the end of one random wait after the other,
 * each as long as an election timeout, so that it notices a dead leader up to two of them late.
 *
 * <p>A leader is waited for with patience. If its machine says that nobody listens at its port any more, it is dead and not
 * slow: then only for as long as the other voters may still take it for alive, and refuse a pre-vote. They stand one after the
 * other in the order of names, so that they do not take votes from each other. Whatever this finds, it can do no more than begin
 * a pre-vote; and if a later Ratis has no such way in, its own waiting remains.
 */
final class LeaderWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderWatch.class);

    /**
     * After the voter before in the order of names, which has been elected by then if it can be; it may have heard of the leader
     * a heartbeat later.
     */
    private static final long STEP_MILLIS = 150;

    private static final long IDLE_MILLIS = 100;
    private static final long PROBE_EVERY_MILLIS = 40;
    private static final int PROBE_LIMIT_MILLIS = 50;

    /** Whoever overslept so long was stopped itself, and hears first what has come meanwhile. */
    private static final long OVERSLEPT_MILLIS = 100;

    private final RaftServer.Division division;
    private final long patience;
    private final long suspicious;
    private final long gone;
    private final Method stand;

    LeaderWatch(RaftServer.Division division, RaftSettings.Pace pace) {
        this.division = division;
        this.patience = pace.patience().toMillis();
        // heartbeats come at half of the shortest timeout
        long timeout = pace.electionMin().toLong(TimeUnit.MILLISECONDS);
        this.suspicious = timeout;
        this.gone = timeout + timeout / 2 + timeout / 10;
        this.stand = way(division);
    }

    private static Method way(RaftServer.Division division) {
        try {
            Method method = division.getClass().getDeclaredMethod("changeToCandidate", boolean.class);
            method.setAccessible(true);
            return method;
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("This Ratis notices dead leaders in its own time: it has no way to stand for election at once", e);
            return null;
        }
    }

    /** Until interrupted. */
    @Override
    public void run() {
        long wait = IDLE_MILLIS;
        while (stand != null) {
            long asleep = System.nanoTime();
            try {
                Thread.sleep(wait);
            } catch (InterruptedException e) {
                return;
            }
            long slept = Duration.ofNanos(System.nanoTime() - asleep).toMillis();
            try {
                wait = slept - wait > OVERSLEPT_MILLIS ? IDLE_MILLIS : look();
            } catch (RuntimeException e) {
                LOG.debug("Could not look at how the leader is", e);
                wait = IDLE_MILLIS;
            }
        }
    }

    /** @return for how many milliseconds nothing can happen */
    private long look() {
        int rank = rank();
        if (rank < 0) {
            return IDLE_MILLIS;
        }
        FollowerInfoProto info = division.getInfo().getRoleInfoProto().getFollowerInfo();
        RaftPeerProto leader = info.getLeaderInfo().getId();
        long silent = info.getLeaderInfo().getLastRpcElapsedTimeMs();
        if (info.getOutstandingOp() != 0 || silent < suspicious) {
            return Math.max(1, suspicious - silent);
        }
        boolean dead = silent < patience && nobodyListens(leader.getAddress());
        long limit = (dead ? gone : patience) + rank * STEP_MILLIS;
        if (silent < limit) {
            return Math.max(1, Math.min(limit - silent, PROBE_EVERY_MILLIS));
        }
        standFor(leader.getId().toStringUtf8(), silent, dead);
        return IDLE_MILLIS;
    }

    /** Among those who would stand for election in place of the leader; negative if this member has no leader, or no vote. */
    private int rank() {
        String leader = division.getInfo().getLeaderId() == null
                ? ""
                : division.getInfo().getLeaderId().toString();
        if (leader.isEmpty()
                || !division.getInfo().isFollower()
                || !division.getInfo().isAlive()) {
            return -1;
        }
        List<String> names = new ArrayList<>();
        for (RaftPeer voter : division.getRaftConf().getCurrentPeers()) {
            names.add(voter.getId().toString());
        }
        names.remove(leader);
        return names.stream().sorted().toList().indexOf(division.getId().toString());
    }

    private static boolean nobodyListens(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            return false;
        }
        String host = address.substring(0, colon).replace("[", "").replace("]", "");
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1))), PROBE_LIMIT_MILLIS);
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void standFor(String leader, long silent, boolean dead) {
        try {
            stand.invoke(division, false);
            LOG.info(
                    "{} has been silent for {} ms{}: standing for election",
                    leader,
                    silent,
                    dead ? " and is gone" : "");
        } catch (ReflectiveOperationException e) {
            // it has become something else meanwhile
            LOG.debug("Not standing for election", e);
        }
    }
}
