package org.nakhoda.dist.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.dist.process.PidFile;
import org.nakhoda.dist.process.ProcessRef;

/** With real processes. */
@Timeout(60)
class ChildTest {
    private static final Backoff QUICK =
            new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMinutes(1));

    @TempDir
    Path directory;

    private Thread supervising;

    @AfterEach
    void stop() throws Exception {
        if (supervising != null) {
            supervising.interrupt();
            supervising.join();
        }
        for (String name : List.of("sleeper", "writer")) {
            Optional<ProcessRef> left = new PidFile(directory, name).running();
            if (left.isPresent()) {
                left.get().stop(Duration.ofSeconds(5));
            }
        }
    }

    @Test
    void aKilledProcessIsStartedAgain() throws Exception {
        supervise("sleeper", "sleep", "1000");
        ProcessRef first = awaitRunning("sleeper", process -> true);

        first.kill();

        ProcessRef second = awaitRunning("sleeper", process -> !process.equals(first));
        assertThat(second.alive()).isTrue();
        assertThat(first.alive()).isFalse();
    }

    @Test
    void everyStartIsPreparedAlsoThatAfterAFault() throws Exception {
        AtomicInteger prepared = new AtomicInteger();
        supervise("sleeper", prepared::incrementAndGet, "sleep", "1000");
        ProcessRef first = awaitRunning("sleeper", process -> true);
        assertThat(prepared).hasValue(1);

        first.kill();

        awaitRunning("sleeper", process -> !process.equals(first));
        assertThat(prepared).hasValue(2);
    }

    @Test
    void aProcessThatOutlivedItsSupervisorIsTakenOverAndNotDoubled() throws Exception {
        Process orphan = new ProcessBuilder("sleep", "1000").start();
        ProcessRef reference = ProcessRef.of(orphan.pid()).orElseThrow();
        new PidFile(directory, "sleeper").write(reference);

        supervise("sleeper", "touch", directory.resolve("started").toString());
        assertThat(directory.resolve("started")).doesNotExist();
        orphan.destroyForcibly();

        awaitFile(directory.resolve("started"));
    }

    @Test
    void whatAProcessPrintsGoesToItsLog() throws Exception {
        supervise("writer", "sh", "-c", "echo out; echo err >&2; exec sleep 1000");
        Path log = directory.resolve("writer.log");
        while (!Files.exists(log) || Files.readAllLines(log).size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(Files.readAllLines(log)).containsExactlyInAnyOrder("out", "err");
    }

    @Test
    void aPidThatMeansAnotherProcessNowIsNotTakenOver() throws Exception {
        ProcessRef self = ProcessRef.of(ProcessHandle.current().pid()).orElseThrow();
        new PidFile(directory, "sleeper").write(new ProcessRef(self.pid(), self.startTicks() - 1));

        supervise("sleeper", "sleep", "1000");

        assertThat(awaitRunning("sleeper", process -> true).pid()).isNotEqualTo(self.pid());
    }

    private void supervise(String name, String... command) {
        supervise(name, ChildSpec.BeforeStart.NOTHING, command);
    }

    private void supervise(String name, ChildSpec.BeforeStart beforeStart, String... command) {
        ChildSpec spec = new ChildSpec(name, List.of(command), directory.resolve(name + ".log"), beforeStart);
        supervising = new Thread(new Child(spec, new PidFile(directory, name), QUICK), name);
        supervising.start();
    }

    private ProcessRef awaitRunning(String name, Predicate<ProcessRef> wanted) {
        while (true) {
            Optional<ProcessRef> running =
                    new PidFile(directory, name).running().filter(wanted);
            if (running.isPresent()) {
                return running.get();
            }
            Thread.onSpinWait();
        }
    }

    private static void awaitFile(Path file) {
        while (!Files.exists(file)) {
            Thread.onSpinWait();
        }
    }
}
