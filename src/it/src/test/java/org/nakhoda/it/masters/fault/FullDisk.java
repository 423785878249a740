package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/** Not a block is left on the victims' disks. */
public final class FullDisk implements Fault {
    private final Victims victims;
    private List<MasterNode> chosen = List.of();

    public FullDisk(Victims victims) {
        this.victims = victims;
    }

    @Override
    public String name() {
        return "full disk of " + victims;
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(15);
    }

    @Override
    public Optional<String> impossible(MastersCluster cluster) {
        if (!cluster.masters().stream().allMatch(master -> master.disk().bounded())) {
            return Optional.of("file systems in files cannot be mounted here");
        }
        return Size.atLeast(victims.fewest(), cluster);
    }

    @Override
    public void begin(MastersCluster cluster) {
        chosen = victims.of(cluster);
        chosen.forEach(master -> master.disk().fill());
    }

    @Override
    public void end(MastersCluster cluster) {
        chosen.forEach(master -> master.disk().free());
    }
}
