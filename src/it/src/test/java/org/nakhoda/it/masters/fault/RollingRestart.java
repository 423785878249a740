package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.List;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/** One master after the other is stopped and started in good order, as for an update. */
public final class RollingRestart implements Fault {
    @Override
    public String name() {
        return "rolling restart (down and up, one master after the other)";
    }

    @Override
    public Duration lasting() {
        return Duration.ZERO;
    }

    @Override
    public void begin(MastersCluster cluster) {
        for (MasterNode master : cluster.masters()) {
            master.nakhoda(List.of("down")).orFail();
            master.up().orFail();
            cluster.awaitWhole();
        }
    }

    @Override
    public void end(MastersCluster cluster) {}
}
