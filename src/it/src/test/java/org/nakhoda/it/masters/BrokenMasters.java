package org.nakhoda.it.masters;

import org.nakhoda.it.masters.fault.LaggingStandbys;
import org.nakhoda.it.masters.history.Violation.Promise;
import org.nakhoda.it.masters.topology.MastersCluster;

/**
 * Tests the test: {@code BrokenMasters [ROUNDS]} runs masters whose databases were told behind their backs to acknowledge
 * commits before any standby has them. Ends with 0 as soon as that was found out, with 1 if it was not.
 */
public final class BrokenMasters {
    private BrokenMasters() {}

    public static void main(String[] arguments) throws InterruptedException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        boolean caught = false;
        try (MastersCluster cluster = MastersCluster.start(3)) {
            System.out.println(Report.head());
            for (int round = 0; round < rounds && !caught; round++) {
                cluster.masters().forEach(master -> master.sabotage("synchronous_commit = 'local'"));
                Report report = Round.run(cluster, new LaggingStandbys());
                System.out.println(report.row());
                System.out.println(report.faultsFound());
                caught = report.violations().stream()
                        .anyMatch(violation -> violation.promise() == Promise.ACKNOWLEDGED_IS_KEPT);
            }
        }
        System.out.println(
                caught ? "the lost writes were found" : "nothing was found, though writes must have been lost");
        if (!caught) {
            System.exit(1);
        }
    }
}
