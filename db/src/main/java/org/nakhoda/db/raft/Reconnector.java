package org.nakhoda.db.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops connections that gRPC would try again too late. Its wait between tries grows to two minutes, and Ratis ends it for a
 * leader's messages only, never for votes: after an outage of the others a member would ask for their votes a minute late. A leader,
 * for its part, may hold a connection to a host that lost its power, which the kernel tries again as late. Also notices that
 * nobody leads, which Ratis reports after a minute only.
 */
final class Reconnector {
    private static final Logger LOG = LoggerFactory.getLogger(Reconnector.class);

    private static final Duration EVERY = Duration.ofMillis(500);

    /** An election that goes well is over by then, and its connections are left alone. */
    private static final Duration LEADERLESS = Duration.ofSeconds(1);

    private static final Duration SILENT = Duration.ofSeconds(5);

    private final RaftServer server;
    private final RaftServer.Division division;
    private final Contacts contacts;
    private final Standing standing;

    /** 0 while somebody leads; on the scheduler's thread, as the rest. */
    private long leaderlessSince;

    /** When the connections to members that a leader does not hear of were last dropped. */
    private final Map<RaftPeerId, Long> silent = new HashMap<>();

    private boolean gone;

    Reconnector(RaftServer server, RaftServer.Division division, Contacts contacts, Standing standing) {
        this.server = server;
        this.division = division;
        this.contacts = contacts;
        this.standing = standing;
    }

    void runOn(ScheduledExecutorService scheduler) {
        scheduler.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            if (!division.getInfo().isAlive()) {
                gone();
            } else if (division.getInfo().isLeader()) {
                leaderlessSince = 0;
                dropSilent();
            } else if (division.getInfo().getLeaderId() != null) {
                leaderlessSince = 0;
                silent.clear();
            } else {
                leaderless();
            }
        } catch (RuntimeException e) {
            LOG.warn("Could not look after the connections to the other masters", e);
        }
    }

    private void gone() {
        standing.known(Optional.empty());
        if (!gone) {
            gone = true;
            LOG.warn(
                    "{} takes no part in the masters' consensus any more: it was removed, or its log cannot be used",
                    division.getId());
        }
    }

    private void leaderless() {
        long now = System.nanoTime();
        if (leaderlessSince == 0) {
            leaderlessSince = now;
        } else if (now - leaderlessSince >= LEADERLESS.toNanos()) {
            standing.known(Optional.empty());
            others(RaftPeerRole.FOLLOWER).forEach(this::drop);
        }
    }

    private void dropSilent() {
        long now = System.nanoTime();
        Set<RaftPeerId> others = others(RaftPeerRole.FOLLOWER);
        others.addAll(others(RaftPeerRole.LISTENER));
        silent.keySet().retainAll(others);
        for (RaftPeerId peer : others) {
            Long before = silent.get(peer);
            if (!isSilent(peer)) {
                if (before != null) {
                    silent.remove(peer);
                    LOG.info("Master {} answers again", peer);
                }
            } else if (before == null || now - before >= SILENT.toNanos()) {
                if (before == null) {
                    LOG.warn("Master {} has not answered for {} s", peer, SILENT.toSeconds());
                }
                silent.put(peer, now);
                drop(peer);
            }
        }
    }

    private boolean isSilent(RaftPeerId peer) {
        return contacts.of(peer)
                .filter(info -> info.getLastRpcResponseTime().elapsedTimeMs() > SILENT.toMillis())
                .isPresent();
    }

    private Set<RaftPeerId> others(RaftPeerRole role) {
        Set<RaftPeerId> others = new HashSet<>();
        for (RaftPeer peer : division.getRaftConf().getAllPeers(role)) {
            if (!peer.getId().equals(division.getId())) {
                others.add(peer.getId());
            }
        }
        return others;
    }

    private void drop(RaftPeerId peer) {
        server.getServerRpc().handleException(peer, new IOException("Connecting anew"), true);
    }
}
