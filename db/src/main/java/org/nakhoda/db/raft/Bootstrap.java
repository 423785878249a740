package org.nakhoda.db.raft;

import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a new member's bringing up to date, which Ratis 3.3.0 forgets for learners: as long as the same leader leads, it counts
 * them among the new ones, also after they were made voters. It takes nobody else in while one of them is away, and does not step
 * down when one of them answers from a later term, which can end with a leader that nobody obeys.
 */
final class Bootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);

    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private Bootstrap() {}

    /** Called with every answer of a follower's. It is new only as long as the configuration does not name it. */
    static void endFor(FollowerInfo follower, LeaderState leader, RaftServer.Division division) {
        boolean named =
                division.getRaftConf().getPeer(follower.getId(), RaftPeerRole.FOLLOWER, RaftPeerRole.LISTENER) != null;
        if (named && leader.isFollowerBootstrapping(follower)) {
            try {
                Method end = follower.getClass().getDeclaredMethod("catchUp");
                end.setAccessible(true);
                end.invoke(follower);
            } catch (ReflectiveOperationException | RuntimeException e) {
                if (TOLD.compareAndSet(false, true)) {
                    LOG.warn("Cannot tell Ratis that {} is no new member any more", follower.getId(), e);
                }
            }
        }
    }
}
