package org.nakhoda.db;

import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.key;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.nakhoda.db.store.ClusterStore;

/**
 * Prints how fast the store is on this machine: {@code StoreBenchmark DIRECTORY}. The directory is made if need be and
 * holds the data afterwards.
 */
final class StoreBenchmark {
    private static final int OBJECTS = 100_000;
    private static final PrintStream OUT = System.out;

    private StoreBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        open(directory, "open, new directory").close();
        try (ClusterStore store = open(directory, "open, initialised, stopped")) {
            String document = "x".repeat(1400);
            write(store, "warm", 64, document, 8);
            for (int inFlight : new int[] {1, 16, 64, 256}) {
                write(store, "f" + inFlight, inFlight, document, 5);
            }
            fill(store);
        }
        try (ClusterStore store = open(directory, "open, loading")) {
            OUT.printf(
                    "objects %d%n",
                    store.list(Samples.CONFIG_MAPS, "").objects().size()
                            + store.list(Samples.PODS, "").objects().size());
        }
    }

    private static ClusterStore open(Path directory, String what) {
        long cpuBegin = cpuNanos();
        long begin = System.nanoTime();
        ClusterStore store = ClusterStores.openEmbedded(directory, Samples.INDEXER, StoreOptions.defaults());
        OUT.printf(
                "%s: %d ms, %d ms of this process's CPU%n",
                what, (System.nanoTime() - begin) / 1_000_000, (cpuNanos() - cpuBegin) / 1_000_000);
        return store;
    }

    private static void write(ClusterStore store, String prefix, int inFlight, String document, int seconds)
            throws InterruptedException {
        Semaphore slots = new Semaphore(inFlight);
        AtomicLong done = new AtomicLong();
        long cpuBegin = cpuNanos();
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        for (int i = 0; System.nanoTime() < end; i++) {
            slots.acquire();
            store.commit(create(key(prefix + "-" + i), document)).whenComplete((outcome, failure) -> {
                if (failure == null) {
                    done.incrementAndGet();
                }
                slots.release();
            });
        }
        slots.acquire(inFlight);
        double cpu = (cpuNanos() - cpuBegin) / 1e3 / done.get();
        OUT.printf(
                "%3d in flight: %.0f writes/s, %.0f us of this process's CPU each%n",
                inFlight, done.get() * 1e9 / (System.nanoTime() - begin), cpu);
    }

    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static void fill(ClusterStore store) throws InterruptedException {
        Semaphore slots = new Semaphore(256);
        String document = "x".repeat(2900);
        long begin = System.nanoTime();
        for (int i = 0; i < OBJECTS; i++) {
            slots.acquire();
            store.commit(create(key(Samples.PODS, "ns" + i % 50, "fill-" + i), document))
                    .whenComplete((outcome, failure) -> slots.release());
        }
        slots.acquire(256);
        OUT.printf("filled %d of 3 KB in %d ms%n", OBJECTS, (System.nanoTime() - begin) / 1_000_000);
    }
}
