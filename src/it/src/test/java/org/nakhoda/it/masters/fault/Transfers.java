package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.Optional;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/** Leadership is handed from one master to the next, again and again. */
public final class Transfers implements Fault {
    private final int times;

    public Transfers(int times) {
        this.times = times;
    }

    @Override
    public String name() {
        return "leadership is transferred " + times + " times";
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
        for (int i = 0; i < times; i++) {
            int next = cluster.masters().indexOf(cluster.leader()) + 1;
            MasterNode to = cluster.masters().get(next % cluster.masters().size());
            cluster.transfer(to);
        }
    }

    @Override
    public void end(MastersCluster cluster) {}
}
