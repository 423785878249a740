package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.Optional;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/** The link of the master that leads when it begins goes and comes, each time for about as long as an election takes. */
public final class FlappingLink implements Fault {
    private static final int TIMES = 6;
    private static final Duration CUT = Duration.ofMillis(900);
    private static final Duration WHOLE = Duration.ofMillis(1100);

    @Override
    public String name() {
        return "the first leader's link flaps " + TIMES + " times";
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
    public void begin(MastersCluster cluster) throws InterruptedException {
        MasterNode leader = cluster.leader();
        for (int i = 0; i < TIMES; i++) {
            for (MasterNode other : cluster.others(leader)) {
                cluster.network().cut(leader.number(), other.number());
                cluster.network().cut(other.number(), leader.number());
            }
            Thread.sleep(CUT.toMillis());
            cluster.network().heal();
            Thread.sleep(WHOLE.toMillis());
        }
    }

    @Override
    public void end(MastersCluster cluster) {
        cluster.network().heal();
    }
}
