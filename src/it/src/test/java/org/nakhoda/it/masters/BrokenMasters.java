package org.nakhoda.it.masters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nakhoda.it.masters.history.Violation.Promise;
import org.nakhoda.it.masters.topology.MastersCluster;

/**
 * Tests the test: {@code BrokenMasters [commits|fencing] [ROUNDS]} runs masters that were broken on purpose, in one way or in each,
 * see {@link Breakage}. Ends with 0 if lost writes were found within so many rounds, with 1 if they were not.
 */
public final class BrokenMasters {
    /** Enough for what depends on who is quicker. */
    private static final int ROUNDS = 6;

    private BrokenMasters() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(arguments));
        List<Breakage> ways = List.of(Breakage.values());
        if (!words.isEmpty() && !Character.isDigit(words.get(0).charAt(0))) {
            ways = List.of(Breakage.valueOf(words.remove(0).toUpperCase(Locale.ROOT)));
        }
        int rounds = words.isEmpty() ? ROUNDS : Integer.parseInt(words.get(0));
        boolean all = true;
        for (Breakage way : ways) {
            boolean caught = caught(way, rounds);
            System.out.println(way.name().toLowerCase(Locale.ROOT) + ": "
                    + (caught ? "the lost writes were found" : "nothing was found, though writes must have been lost"));
            all &= caught;
        }
        if (!all) {
            System.exit(1);
        }
    }

    private static boolean caught(Breakage way, int rounds) throws InterruptedException {
        boolean caught = false;
        try (MastersCluster cluster = MastersCluster.start(3, way.build())) {
            System.out.println(Report.head());
            for (int round = 0; round < rounds && !caught; round++) {
                way.sabotage(cluster);
                Report report = Round.run(cluster, way.fault());
                System.out.println(report.row());
                System.out.println(report.faultsFound());
                caught = report.violations().stream()
                        .anyMatch(violation -> violation.promise() == Promise.ACKNOWLEDGED_IS_KEPT);
            }
        }
        return caught;
    }
}
