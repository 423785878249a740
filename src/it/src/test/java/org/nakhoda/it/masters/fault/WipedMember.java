package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.Optional;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/** A master loses all its data at a stroke and joins again under its old name. */
public final class WipedMember implements Fault {
    private final Victims victim;
    private MasterNode wiped;

    /** @param victim one master */
    public WipedMember(Victims victim) {
        this.victim = victim;
    }

    @Override
    public String name() {
        return victim + " loses its data and joins again";
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Optional<String> impossible(MastersCluster cluster) {
        return Size.atLeast(3, cluster);
    }

    @Override
    public void begin(MastersCluster cluster) {
        wiped = victim.of(cluster).get(0);
        cluster.wipe(wiped);
    }

    @Override
    public void end(MastersCluster cluster) {
        cluster.join(wiped);
    }
}
