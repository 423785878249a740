package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.Optional;
import org.nakhoda.it.masters.topology.Build;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/** An upgrade stops half-way: one follower has another build, leads the ones without it, and follows one of them again. */
public final class MixedBuilds implements Fault {
    private final Build to;

    public MixedBuilds(Build to) {
        this.to = to;
    }

    @Override
    public String name() {
        return "one master of another build leads the others, then follows them again";
    }

    @Override
    public Duration lasting() {
        return Duration.ZERO;
    }

    @Override
    public Optional<String> impossible(MastersCluster cluster) {
        return Size.atLeast(2, cluster);
    }

    @Override
    public void begin(MastersCluster cluster) {
        MasterNode first = cluster.leader();
        MasterNode other = cluster.others(first).get(0);
        RollingUpgrade.upgrade(other, to);
        cluster.awaitWhole();
        cluster.transfer(other);
        cluster.awaitWhole();
        cluster.transfer(first);
        cluster.awaitWhole();
    }

    @Override
    public void end(MastersCluster cluster) {}
}
