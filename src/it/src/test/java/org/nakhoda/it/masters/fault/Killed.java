package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;
import org.nakhoda.it.masters.topology.Signal;

/** Processes are killed, of all victims at once. What the supervisor restarts comes back by itself; for the rest, {@code up}. */
public final class Killed implements Fault {
    /** What is killed of a victim. */
    public enum Part {
        MASTER("the master's process"),
        DATABASE("PostgreSQL"),
        /** What a machine runs; the supervisor starts it again, as a reboot would. */
        MACHINE("master and PostgreSQL"),
        EVERYTHING("master, PostgreSQL and supervisor");

        private final String words;

        Part(String words) {
            this.words = words;
        }

        private List<ProcessHandle> of(MasterNode master) {
            return switch (this) {
                case MASTER -> master.masterProcess();
                case DATABASE -> master.database();
                case MACHINE -> master.machine();
                case EVERYTHING -> master.everything();
            };
        }
    }

    private final Part part;
    private final Victims victims;
    private List<MasterNode> chosen = List.of();

    public Killed(Part part, Victims victims) {
        this.part = part;
        this.victims = victims;
    }

    @Override
    public String name() {
        return "kill -9 of " + part.words + " of " + victims;
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(3);
    }

    @Override
    public Optional<String> impossible(MastersCluster cluster) {
        return Size.atLeast(victims.fewest(), cluster);
    }

    @Override
    public void begin(MastersCluster cluster) {
        chosen = victims.of(cluster);
        List<ProcessHandle> all = new ArrayList<>();
        chosen.forEach(master -> all.addAll(part.of(master)));
        Signal.KILL.send(all);
    }

    @Override
    public void end(MastersCluster cluster) throws InterruptedException {
        if (part == Part.EVERYTHING) {
            Together.run(chosen, MasterNode::up);
        }
    }
}
