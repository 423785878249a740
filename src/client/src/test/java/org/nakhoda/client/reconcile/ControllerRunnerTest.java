package org.nakhoda.client.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nakhoda.client.queue.Backoff;
import org.nakhoda.client.queue.WorkQueue;
import org.nakhoda.client.reconcile.LoopObserver.Outcome;

class ControllerRunnerTest {
    /** Runs tasks when the test says so. */
    private static final class Steps implements Executor {
        private final Deque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void run() {
            while (!tasks.isEmpty()) {
                tasks.poll().run();
            }
        }
    }

    private static final class Source implements Feed<String> {
        private final CompletableFuture<Void> synced = new CompletableFuture<>();
        private final List<String> keys = new ArrayList<>();
        private Consumer<String> sink = key -> {};

        @Override
        public CompletionStage<Void> synced() {
            return synced;
        }

        @Override
        public Stream<String> all() {
            return keys.stream();
        }

        @Override
        public void subscribe(Consumer<String> newSink) {
            sink = newSink;
            keys.forEach(sink);
        }
    }

    private record Alarm(Duration delay, Runnable task) {}

    private final Steps executor = new Steps();
    private final Source source = new Source();
    private final AtomicLong nanos = new AtomicLong();
    private final List<Alarm> alarms = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private Reconciler<String> behaviour = key -> Result.done();

    private final ControllerRunner<String> runner = ControllerRunner.<String>named(
                    "test",
                    key -> {
                        seen.add(key);
                        return behaviour.reconcile(key);
                    },
                    executor)
            .fedBy(source)
            .workers(2)
            .timer((delay, task) -> alarms.add(new Alarm(delay, task)))
            .queue(() -> new WorkQueue<>(Backoff.KUBERNETES, nanos::get))
            .observer((name, outcome, took, depth) -> outcomes.add(outcome))
            .build();

    private void started(String... keys) {
        source.keys.addAll(Arrays.asList(keys));
        source.synced.complete(null);
        runner.start();
        executor.run();
    }

    private void ring() {
        List<Alarm> due = List.copyOf(alarms);
        alarms.clear();
        for (Alarm alarm : due) {
            nanos.addAndGet(alarm.delay.toNanos());
            alarm.task.run();
        }
        executor.run();
    }

    @Test
    void nothingIsReconciledBeforeTheCachesAreFull() {
        source.keys.add("a");
        runner.start();
        executor.run();
        assertThat(seen).isEmpty();
        assertThat(runner.state()).isEqualTo(ControllerRunner.State.STARTING);

        source.synced.complete(null);
        executor.run();
        assertThat(seen).containsExactly("a");
        assertThat(runner.state()).isEqualTo(ControllerRunner.State.RUNNING);
    }

    @Test
    void aChangeIsReconciledWithoutAnyTick() {
        started();
        source.sink.accept("a");
        executor.run();

        assertThat(seen).containsExactly("a");
        assertThat(alarms).isEmpty();
    }

    @Test
    void aFailedKeyComesAgainAfterItsDelayAndOthersGoOn() {
        behaviour = key -> {
            if (key.equals("bad") && seen.size() < 4) {
                throw new IllegalStateException("not yet");
            }
            return Result.done();
        };
        started("bad", "good");

        assertThat(seen).containsExactly("bad", "good");
        assertThat(alarms).extracting(Alarm::delay).containsExactly(Duration.ofMillis(5));
        ring();
        assertThat(alarms).extracting(Alarm::delay).containsExactly(Duration.ofMillis(10));
        ring();
        assertThat(alarms).isEmpty();
        assertThat(outcomes).containsExactly(Outcome.FAILED, Outcome.DONE, Outcome.FAILED, Outcome.DONE);
    }

    @Test
    void aReconcilerCanAskToBeRunAgain() {
        behaviour = key -> seen.size() < 2 ? Result.after(Duration.ofSeconds(7)) : Result.done();
        started("a");

        assertThat(alarms).extracting(Alarm::delay).containsExactly(Duration.ofSeconds(7));
        ring();
        assertThat(seen).containsExactly("a", "a");
        assertThat(outcomes).containsExactly(Outcome.AGAIN, Outcome.DONE);
    }

    @Test
    void noMoreTurnsThanWorkersAreTaken() {
        source.keys.addAll(List.of("a", "b", "c", "d"));
        source.synced.complete(null);
        runner.start();

        assertThat(executor.tasks).hasSize(2);
        executor.run();
        assertThat(seen).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void leadershipMayFlapAndEachStartLooksAtEverythingAgain() {
        started("a");
        runner.start();
        executor.run();
        runner.stop();
        runner.stop();
        source.sink.accept("b");
        executor.run();
        assertThat(seen).containsExactly("a");

        runner.start();
        executor.run();
        assertThat(seen).containsExactly("a", "a");
    }

    @Test
    void aStartWaitsForWorkOfTheFormerTermToEnd() {
        behaviour = key -> {
            if (seen.size() == 1) {
                runner.stop();
                runner.start();
                assertThat(runner.state()).isEqualTo(ControllerRunner.State.STARTING);
            }
            return Result.done();
        };
        started("a");

        assertThat(runner.state()).isEqualTo(ControllerRunner.State.RUNNING);
        assertThat(seen).containsExactly("a", "a");
    }

    @Test
    void anAlarmOfAFormerTermDoesNothing() {
        behaviour = key -> Result.after(Duration.ofSeconds(1));
        started("a");
        runner.stop();
        ring();

        assertThat(seen).containsExactly("a");
    }
}
