package org.nakhoda.it.masters;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.nakhoda.it.masters.fault.Fault;
import org.nakhoda.it.masters.fault.FlappingLink;
import org.nakhoda.it.masters.fault.Frozen;
import org.nakhoda.it.masters.fault.Killed;
import org.nakhoda.it.masters.fault.Partition;
import org.nakhoda.it.masters.fault.Victims;
import org.nakhoda.it.masters.topology.MastersCluster;

/**
 * Tests the test: {@code BrokenMasters WAY [ROUNDS]} runs masters that break a promise on purpose, with the system property
 * {@code nakhoda.unsafe=WAY} in all their processes. Ends with 0 as soon as that was found out, with 1 if it was not.
 */
public final class BrokenMasters {
    private static final List<Supplier<Fault>> TELLING = List.of(
            () -> new Partition(Victims.LEADER, Partition.Direction.BOTH),
            () -> Frozen.master(Victims.LEADER),
            () -> new Killed(Killed.Part.EVERYTHING, Victims.LEADER),
            FlappingLink::new);

    private BrokenMasters() {}

    public static void main(String[] arguments) throws InterruptedException {
        String way = arguments[0];
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3 * TELLING.size();
        boolean caught = false;
        // the launcher hands its environment on to all that it starts
        Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Dnakhoda.unsafe=" + way);
        try (MastersCluster cluster = MastersCluster.start(3, environment)) {
            System.out.println(Report.head());
            for (int round = 0; round < rounds && !caught; round++) {
                Report report =
                        Round.run(cluster, TELLING.get(round % TELLING.size()).get());
                System.out.println(report.row());
                System.out.println(report.faultsFound());
                caught = !report.violations().isEmpty();
            }
        }
        System.out.println(way + (caught ? " was found out" : " was not found out"));
        if (!caught) {
            System.exit(1);
        }
    }
}
