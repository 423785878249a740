package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;
import org.nakhoda.it.masters.topology.Signal;

/** Processes stand still and later go on, not knowing that they did: as in a long pause, a moved machine, a stalled disk. */
public final class Frozen implements Fault {
    private final String name;
    private final Victims victims;
    private final Function<MasterNode, List<ProcessHandle>> part;
    private final Duration lasting;
    private List<ProcessHandle> frozen = List.of();

    private Frozen(String name, Victims victims, Function<MasterNode, List<ProcessHandle>> part, Duration lasting) {
        this.name = name;
        this.victims = victims;
        this.part = part;
        this.lasting = lasting;
    }

    /** Master and database. */
    public static Frozen machine(Victims victims) {
        return new Frozen(
                "SIGSTOP of master and PostgreSQL of " + victims + " for 10 s",
                victims,
                MasterNode::machine,
                Duration.ofSeconds(10));
    }

    /** The master's process alone: its database goes on and follows or leads by itself. */
    public static Frozen master(Victims victims) {
        return new Frozen(
                "SIGSTOP of the master's process of " + victims + " for 10 s",
                victims,
                MasterNode::masterProcess,
                Duration.ofSeconds(10));
    }

    /** As if every write to the disk hung. */
    public static Frozen disk(Victims victims) {
        return new Frozen(
                "disk of " + victims + " stalls for 5 s (SIGSTOP of PostgreSQL)",
                victims,
                MasterNode::database,
                Duration.ofSeconds(5));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Duration lasting() {
        return lasting;
    }

    @Override
    public Optional<String> impossible(MastersCluster cluster) {
        return Size.atLeast(victims.fewest(), cluster);
    }

    @Override
    public void begin(MastersCluster cluster) {
        frozen = victims.of(cluster).stream()
                .flatMap(master -> part.apply(master).stream())
                .toList();
        Signal.STOP.send(frozen);
    }

    @Override
    public void end(MastersCluster cluster) {
        Signal.CONT.send(frozen);
    }
}
