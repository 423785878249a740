package org.nakhoda.dist.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.nakhoda.dist.process.Command;
import org.nakhoda.dist.process.ProcessRef;

/**
 * Lets a booting JVM's optimizing compiler work only with the time that nobody else wants. On a small machine it otherwise
 * takes half of the processors from the very code that it makes faster. Afterwards it gets its share back: throughput under
 * load hangs on it. Linux gives each thread a priority of its own; only root may raise one again.
 */
final class CompilerPriority {
    private static final String OPTIMIZER_THREAD = "C2 CompilerThre";
    private static final int LOWEST = 19;

    private CompilerPriority() {}

    /** @return whether there was such a thread */
    static boolean lower(ProcessRef process) throws IOException, InterruptedException {
        return renice(process, LOWEST);
    }

    static boolean restore(ProcessRef process) throws IOException, InterruptedException {
        return renice(process, 0);
    }

    private static boolean renice(ProcessRef process, int priority) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("renice", "-n", Integer.toString(priority), "-p"));
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).strip().equals(OPTIMIZER_THREAD)) {
                    command.add(thread.getFileName().toString());
                }
            }
        }
        return command.size() > 4
                && Command.run(java.time.Duration.ofSeconds(5), command).ok();
    }
}
