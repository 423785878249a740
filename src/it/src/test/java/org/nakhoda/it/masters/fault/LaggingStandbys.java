package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.Optional;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;
import org.nakhoda.it.masters.topology.Signal;

/**
 * The standbys get nothing any more from the primary, and shortly after the leader's machine loses its power: whatever was
 * acknowledged in between was acknowledged without them. The machine is unplugged when its processes are killed, for else
 * its kernel would still deliver what they had sent.
 */
public final class LaggingStandbys implements Fault {
    private static final Duration LAG = Duration.ofMillis(1500);

    private MasterNode lost;

    @Override
    public String name() {
        return "power loss of the leader after its standbys stopped to receive";
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(8);
    }

    @Override
    public Optional<String> impossible(MastersCluster cluster) {
        return Size.atLeast(2, cluster);
    }

    @Override
    public void begin(MastersCluster cluster) throws InterruptedException {
        lost = cluster.leader();
        for (MasterNode standby : cluster.others(lost)) {
            cluster.network().cutDatabase(lost.number(), standby.number());
        }
        Thread.sleep(LAG.toMillis());
        cluster.network().plug(lost.number(), false);
        Signal.KILL.send(lost.machine());
    }

    @Override
    public void end(MastersCluster cluster) {
        cluster.network().heal();
        cluster.network().plug(lost.number(), true);
    }
}
