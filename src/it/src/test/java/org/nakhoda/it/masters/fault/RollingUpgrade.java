package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.it.masters.topology.Build;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/** One master after the other goes on with another build on the same data: a follower first, whoever leads last. */
public final class RollingUpgrade implements Fault {
    private final Build to;

    public RollingUpgrade(Build to) {
        this.to = to;
    }

    @Override
    public String name() {
        return "rolling upgrade (down with one build, up with another, the leader last)";
    }

    @Override
    public Duration lasting() {
        return Duration.ZERO;
    }

    @Override
    public void begin(MastersCluster cluster) {
        List<MasterNode> left = new ArrayList<>(cluster.masters());
        left.removeIf(master -> master.runs(to));
        while (!left.isEmpty()) {
            MasterNode leader = cluster.leader();
            MasterNode next =
                    left.stream().filter(master -> master != leader).findFirst().orElse(leader);
            upgrade(next, to);
            cluster.awaitWhole();
            left.remove(next);
        }
    }

    /** {@code down} of the leader hands leadership over. */
    static void upgrade(MasterNode master, Build to) {
        master.nakhoda(List.of("down")).orFail();
        master.use(to);
        master.up().orFail();
    }

    @Override
    public void end(MastersCluster cluster) {}
}
