package org.nakhoda.it.masters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.nakhoda.it.masters.fault.Fault;
import org.nakhoda.it.masters.history.Checker;
import org.nakhoda.it.masters.history.History;
import org.nakhoda.it.masters.history.Observation.End;
import org.nakhoda.it.masters.load.Load;
import org.nakhoda.it.masters.load.Plan;
import org.nakhoda.it.masters.topology.MastersCluster;

/** One fault under load, from a whole cluster to a whole cluster, with objects of its own, and what came of it. */
final class Round {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Path HISTORIES = Path.of(System.getProperty("nakhoda.home"), "src/it/target/histories");
    private static final Duration BEFORE = Duration.ofSeconds(3);
    private static final Duration AFTER = Duration.ofSeconds(3);
    private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(2);

    private final MastersCluster cluster;
    private final List<String> troubles = new ArrayList<>();

    private Round(MastersCluster cluster) {
        this.cluster = cluster;
    }

    /** The history stays in a file, as lines of JSON, for who looks into a failure. */
    static Report run(MastersCluster cluster, Fault fault) throws InterruptedException {
        return new Round(cluster).run(fault);
    }

    private Report run(Fault fault) throws InterruptedException {
        String namespace = "round-" + NUMBERS.incrementAndGet() + "-"
                + ProcessHandle.current().pid();
        try (Load load = Load.start(cluster.network().clients(), plan(namespace))) {
            awaitAcknowledged(load, "before the fault");
            Thread.sleep(BEFORE.toMillis());
            try {
                fault.begin(cluster);
                Thread.sleep(fault.lasting().toMillis());
            } finally {
                fault.end(cluster);
            }
            awaitAcknowledged(load, "after the fault");
            awaitWhole();
            Thread.sleep(AFTER.toMillis());
            History history = load.finish();
            missingEnds(history);
            return Report.of(fault.name(), history, troubles, Checker.check(history));
        }
    }

    private Plan plan(String namespace) {
        try {
            Files.createDirectories(HISTORIES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Plan.usual(cluster.apis(), cluster.pki(), namespace, HISTORIES.resolve(namespace + ".jsonl"));
    }

    private void awaitAcknowledged(Load load, String when) throws InterruptedException {
        if (!load.awaitAcknowledged(System.nanoTime(), LONGEST_RECOVERY)) {
            troubles.add("no write was acknowledged within " + LONGEST_RECOVERY + " " + when);
        }
    }

    private void awaitWhole() {
        try {
            cluster.awaitWhole();
        } catch (AssertionError e) {
            troubles.add("the cluster is not whole again: " + e.getMessage());
        }
    }

    private void missingEnds(History history) {
        var told = history.all(End.class).map(End::master).collect(Collectors.toSet());
        cluster.apis().stream()
                .filter(master -> !told.contains(master.name()))
                .forEach(master -> troubles.add(master.name() + " did not tell all changes in the end"));
    }
}
