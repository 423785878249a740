package org.nakhoda.it.masters.fault;

import java.time.Duration;
import org.nakhoda.it.masters.topology.MastersCluster;

/** Half of what the masters send is lost. */
public final class LossyNetwork implements Fault {
    private static final int PERCENT = 50;

    @Override
    public String name() {
        return PERCENT + " % of all packets are lost";
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(10);
    }

    @Override
    public void begin(MastersCluster cluster) {
        cluster.masters().forEach(master -> cluster.network().lose(master.number(), PERCENT));
    }

    @Override
    public void end(MastersCluster cluster) {
        cluster.network().heal();
    }
}
