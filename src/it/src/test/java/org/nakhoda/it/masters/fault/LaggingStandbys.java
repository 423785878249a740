package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;
import org.nakhoda.it.masters.topology.Signal;

/**
 * The standbys stop to receive, and shortly after the leader's machine is lost: whatever was acknowledged in between was
 * acknowledged without them.
 */
public final class LaggingStandbys implements Fault {
    private static final Duration LAG = Duration.ofMillis(700);

    @Override
    public String name() {
        return "kill -9 of the leader's machine after its standbys stopped to receive";
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(3);
    }

    @Override
    public Optional<String> impossible(MastersCluster cluster) {
        return Size.atLeast(2, cluster);
    }

    @Override
    public void begin(MastersCluster cluster) throws InterruptedException {
        MasterNode leader = cluster.leader();
        List<ProcessHandle> receivers = cluster.others(leader).stream()
                .flatMap(standby -> standby.walReceiver().stream())
                .toList();
        Signal.STOP.send(receivers);
        try {
            Thread.sleep(LAG.toMillis());
            Signal.KILL.send(leader.machine());
        } finally {
            Signal.CONT.send(receivers);
        }
    }

    @Override
    public void end(MastersCluster cluster) {}
}
