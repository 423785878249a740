package org.nakhoda.it.masters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.nakhoda.it.masters.fault.Fault;
import org.nakhoda.it.masters.fault.Faults;
import org.nakhoda.it.masters.topology.MastersCluster;

/**
 * Faults at random, for hours: {@code RunFaults [HOURS] [SEED] [MASTERS] [WORDS]}. First each once, then as the seed says. Only
 * those in whose names the regular expression WORDS is found, if one is given. The seed says which faults, but not when the processes get to what they
 * do: the same seed is a similar run, not the same. Ends with 1 if a promise was broken.
 */
public final class RunFaults {
    private RunFaults() {}

    public static void main(String[] arguments) throws InterruptedException {
        double hours = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 1;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        int masters = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
        Pattern words = Pattern.compile(arguments.length > 3 ? arguments[3] : "");
        System.out.println("seed " + seed + ", " + masters + " masters, " + hours + " h");
        List<Report> bad = new ArrayList<>();
        int rounds = 0;
        try (MastersCluster cluster = MastersCluster.start(masters)) {
            List<Supplier<Fault>> possible = possible(cluster, words);
            Random random = new Random(seed);
            long end = System.nanoTime()
                    + Duration.ofMillis((long) (hours * Duration.ofHours(1).toMillis()))
                            .toNanos();
            System.out.println(Report.head());
            while (System.nanoTime() - end < 0 && !possible.isEmpty()) {
                int next = rounds < possible.size() ? rounds : random.nextInt(possible.size());
                Report report = Round.run(cluster, possible.get(next).get());
                rounds++;
                System.out.println(report.row());
                if (!report.good()) {
                    System.out.println(report.faultsFound());
                    bad.add(report);
                }
            }
        }
        System.out.println(rounds + " rounds, " + bad.size() + " bad, seed " + seed);
        if (!bad.isEmpty()) {
            System.exit(1);
        }
    }

    private static List<Supplier<Fault>> possible(MastersCluster cluster, Pattern words) {
        List<Supplier<Fault>> possible = new ArrayList<>();
        for (Supplier<Fault> supplier : Faults.all()) {
            Fault fault = supplier.get();
            Optional<String> reason = fault.impossible(cluster);
            reason.ifPresent(why -> System.out.println("left out: " + fault.name() + ": " + why));
            if (reason.isEmpty() && words.matcher(fault.name()).find()) {
                possible.add(supplier);
            }
        }
        return possible;
    }
}
