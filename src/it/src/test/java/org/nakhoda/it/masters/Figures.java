package org.nakhoda.it.masters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nakhoda.it.masters.fault.Fault;
import org.nakhoda.it.masters.fault.Killed;
import org.nakhoda.it.masters.fault.Transfers;
import org.nakhoda.it.masters.fault.Victims;
import org.nakhoda.it.masters.history.History;
import org.nakhoda.it.masters.history.Observation.Outcome;
import org.nakhoda.it.masters.history.Observation.Write;
import org.nakhoda.it.masters.load.Load;
import org.nakhoda.it.masters.load.Plan;
import org.nakhoda.it.masters.topology.MastersCluster;

/**
 * What several masters cost and what they give: {@code Figures [TIMES]}. How many writes a second three take, and one; and for
 * how long no client of three gets a write acknowledged when the leader is killed, and when leadership is transferred, each
 * so many times. The clients retry at once at another master, and wait 2 s for an answer; they are on the same machine, as
 * are all masters.
 */
public final class Figures {
    private static final int WRITERS = 32;
    private static final Duration WARMING = Duration.ofSeconds(60);
    private static final Duration MEASURING = Duration.ofSeconds(20);
    private static final Path OUTPUT =
            Path.of(System.getProperty("nakhoda.home"), "src/it/target/histories/throughput.jsonl");

    private Figures() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int times = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        Files.createDirectories(OUTPUT.getParent());
        System.out.printf(
                Locale.ROOT,
                "%d processors, Java %s, load average %.1f%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        .getSystemLoadAverage());
        double alone;
        try (MastersCluster one = MastersCluster.start(1)) {
            alone = writesPerSecond(one, "one");
        }
        System.out.printf(Locale.ROOT, "one master: %.0f writes/s of %d writers%n", alone, WRITERS);
        try (MastersCluster three = MastersCluster.start(3)) {
            double together = writesPerSecond(three, "three");
            System.out.printf(
                    Locale.ROOT,
                    "three masters: %.0f writes/s of %d writers at all masters, %.0f %% of one%n",
                    together,
                    WRITERS,
                    100 * together / alone);
            List<Duration> kills = new ArrayList<>();
            List<Duration> transfers = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                kills.add(gap(three, new Killed(Killed.Part.MASTER, Victims.LEADER)));
            }
            // not in turn: a transfer is planned, and nobody plans one to a master that has just been started
            for (int i = 0; i < times; i++) {
                transfers.add(gap(three, new Transfers(1)));
            }
            tell("kill -9 of the leader", kills);
            tell("transfer of leadership", transfers);
        }
    }

    private static double writesPerSecond(MastersCluster cluster, String namespace) throws InterruptedException {
        Plan plan = Plan.throughput(cluster.apis(), cluster.pki(), namespace, WRITERS, OUTPUT);
        try (Load load = Load.start(cluster.network().clients(), plan)) {
            load.awaitAcknowledged(System.nanoTime(), Duration.ofMinutes(1));
            Thread.sleep(WARMING.toMillis());
            long begin = System.nanoTime();
            Thread.sleep(MEASURING.toMillis());
            long end = System.nanoTime();
            History history = load.finish();
            long written = history.all(Write.class)
                    .filter(write -> write.outcome() == Outcome.OK)
                    .filter(write -> write.end() - begin >= 0 && write.end() - end < 0)
                    .count();
            return written / (MEASURING.toMillis() / 1000.0);
        }
    }

    private static Duration gap(MastersCluster cluster, Fault fault) throws InterruptedException {
        Report report = Round.run(cluster, fault);
        System.out.println(report.row());
        System.out.print(report.faultsFound());
        return report.gap();
    }

    private static void tell(String what, List<Duration> gaps) {
        if (gaps.isEmpty()) {
            return;
        }
        List<Duration> sorted = gaps.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "%s, %d times: without an acknowledged write for %d ms at best, %d ms in the middle, %d ms at worst%n",
                what,
                sorted.size(),
                sorted.get(0).toMillis(),
                sorted.get(sorted.size() / 2).toMillis(),
                sorted.get(sorted.size() - 1).toMillis());
    }
}
