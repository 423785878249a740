package org.nakhoda.it.masters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.it.masters.fault.Fault;
import org.nakhoda.it.masters.fault.Killed;
import org.nakhoda.it.masters.fault.MixedBuilds;
import org.nakhoda.it.masters.fault.RollingUpgrade;
import org.nakhoda.it.masters.fault.Victims;
import org.nakhoda.it.masters.topology.Build;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/**
 * A cluster of an earlier build becomes one of this build while it is used: {@code Upgrade OLD_HOME}. First one master alone, which
 * leads the others and follows them again; then the rest; then what was upgraded loses its leader. Ends with 1 if a promise was
 * broken or a master is not of this build in the end.
 */
public final class Upgrade {
    private Upgrade() {}

    public static void main(String[] arguments) throws InterruptedException {
        Build old = Build.in(Path.of(arguments[0]));
        Build current = Build.current();
        List<String> bad = new ArrayList<>();
        try (MastersCluster cluster = MastersCluster.start(3, old)) {
            System.out.println(Report.head());
            List<Fault> faults = List.of(
                    new MixedBuilds(current),
                    new RollingUpgrade(current),
                    new Killed(Killed.Part.MASTER, Victims.LEADER));
            for (Fault fault : faults) {
                Report report = Round.run(cluster, fault);
                System.out.println(report.row());
                if (!report.good()) {
                    bad.add(report.fault());
                    System.out.println(report.faultsFound());
                }
            }
            for (MasterNode master : cluster.masters()) {
                if (!master.runs(current)) {
                    bad.add(master + " does not run the build in " + current);
                }
            }
        }
        System.out.println(bad.isEmpty() ? "upgraded from " + old + " without a broken promise" : "bad: " + bad);
        if (!bad.isEmpty()) {
            System.exit(1);
        }
    }
}
