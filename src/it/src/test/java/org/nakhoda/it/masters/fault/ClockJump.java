package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.Optional;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/** A victim's time of day jumps, and back again in the end. */
public final class ClockJump implements Fault {
    private final Victims victim;
    private final Duration offset;

    public ClockJump(Victims victim, Duration offset) {
        this.victim = victim;
        this.offset = offset;
    }

    @Override
    public String name() {
        return "the clock of " + victim + " jumps by " + offset.toMinutes() + " min and back";
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(6);
    }

    @Override
    public Optional<String> impossible(MastersCluster cluster) {
        if (!cluster.masters().get(0).clock().adjustable()) {
            return Optional.of("there is no gcc to compile the clock with");
        }
        return Size.atLeast(victim.fewest(), cluster);
    }

    @Override
    public void begin(MastersCluster cluster) {
        for (MasterNode master : victim.of(cluster)) {
            master.clock().set(offset);
        }
    }

    @Override
    public void end(MastersCluster cluster) {
        cluster.masters().forEach(master -> master.clock().set(Duration.ZERO));
    }
}
