package org.nakhoda.it.masters.fault;

import java.time.Duration;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/** All that goes to a master takes 200 ms more; where the kernel has no netem, lines so narrow that packets queue that long. */
public final class SlowNetwork implements Fault {
    private static final Duration DELAY = Duration.ofMillis(200);
    private static final int NARROW = 1000;

    private boolean delayed;

    @Override
    public String name() {
        return "slow lines ("
                + (delayed ? "200 ms each way" : "1 Mbit/s, up to 200 ms of queue each way; no netem here") + ")";
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(8);
    }

    @Override
    public void begin(MastersCluster cluster) {
        for (MasterNode master : cluster.masters()) {
            delayed = cluster.network().delay(master.number(), DELAY);
            if (!delayed) {
                cluster.network().narrow(master.number(), NARROW, DELAY);
            }
        }
    }

    @Override
    public void end(MastersCluster cluster) {
        cluster.masters().forEach(master -> cluster.network().widen(master.number()));
    }
}
