package org.nakhoda.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.discovery.Requests;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.FlowControl.Permit;

class SeatsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private final FlowCounts counts = new FlowCounts();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static LevelSpec level(String name, int shares, int lendable, int borrowing, int queues) {
        return new LevelSpec(name, "", false, shares, lendable, borrowing, queues, 2, 3);
    }

    @Test
    void seatsAreDividedByShares() {
        Map<String, PriorityLevel> levels = new Seats(100, 0, LONG, InstantSource.system())
                .divide(List.of(level("a", 30, 0, 0, 0), level("b", 10, 50, 20, 0)));

        assertThat(levels.get("a").limits().nominal()).isEqualTo(75);
        assertThat(levels.get("b").limits().nominal()).isEqualTo(25);
        assertThat(levels.get("b").limits().lendable()).isEqualTo(13);
        assertThat(levels.get("b").limits().mostBorrowed()).isEqualTo(5);
    }

    @Test
    void aLevelWithoutQueuesRefusesWhoFindsNoSeatAndTellsWhenToComeBack() {
        Seats seats = new Seats(2, 10, LONG, InstantSource.system());
        PriorityLevel level = seats.divide(List.of(level("a", 1, 0, 0, 0))).get("a");
        seats.enter(level, counts, () -> "x");
        Permit second = seats.enter(level, counts, () -> "x");

        assertThatThrownBy(() -> seats.enter(level, counts, () -> "x"))
                .isInstanceOfSatisfying(ApiException.class, refusal -> {
                    assertThat(refusal.reason().code()).isEqualTo(429);
                    assertThat(refusal.retryAfterSeconds()).isEqualTo(1);
                });

        second.close();
        seats.enter(level, counts, () -> "x").close();
    }

    @Test
    void anIdleLevelLendsItsLendableSeatsAndGetsThemBack() {
        Seats seats = new Seats(20, 10, LONG, InstantSource.system());
        Map<String, PriorityLevel> levels =
                seats.divide(List.of(level("busy", 10, 0, -1, 0), level("idle", 10, 50, -1, 0)));
        List<Permit> held = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            held.add(seats.enter(levels.get("busy"), counts, () -> "x"));
        }

        assertThatThrownBy(() -> seats.enter(levels.get("busy"), counts, () -> "x"))
                .isInstanceOf(ApiException.class);
        assertThat(levels.get("idle").seatsTaken()).isEqualTo(5);

        held.forEach(Permit::close);
        assertThat(levels.get("idle").seatsTaken()).isZero();
        assertThat(levels.get("busy").seatsTaken()).isZero();
    }

    @Test
    void aLevelBorrowsNoMoreThanItMay() {
        Seats seats = new Seats(20, 10, LONG, InstantSource.system());
        Map<String, PriorityLevel> levels =
                seats.divide(List.of(level("busy", 10, 0, 20, 0), level("idle", 10, 100, -1, 0)));
        for (int i = 0; i < 12; i++) {
            seats.enter(levels.get("busy"), counts, () -> "x");
        }

        assertThatThrownBy(() -> seats.enter(levels.get("busy"), counts, () -> "x"))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void whoWaitsGetsTheSeatThatBecomesFree() throws Exception {
        Seats seats = new Seats(1, 10, LONG, InstantSource.system());
        PriorityLevel level = seats.divide(List.of(level("a", 1, 0, 0, 8))).get("a");
        Permit held = seats.enter(level, counts, () -> "x");

        CompletableFuture<Permit> waiting =
                CompletableFuture.supplyAsync(() -> seats.enter(level, counts, () -> "x"), threads);
        await(level, 1);
        assertThat(waiting).isNotDone();
        held.close();

        waiting.get(30, TimeUnit.SECONDS).close();
        assertThat(level.seatsTaken()).isZero();
    }

    @Test
    void whoWaitsTooLongIsRefusedAndNoSeatIsLost() {
        Seats seats = new Seats(1, 10, Duration.ofMillis(20), InstantSource.system());
        PriorityLevel level = seats.divide(List.of(level("a", 1, 0, 0, 8))).get("a");
        Permit held = seats.enter(level, counts, () -> "x");

        assertThatThrownBy(() -> seats.enter(level, counts, () -> "x")).isInstanceOf(ApiException.class);

        held.close();
        seats.enter(level, counts, () -> "x").close();
        assertThat(level.waiting().get()).isZero();
    }

    @Test
    void noMoreWaitThanThereAreThreadsForIt() throws Exception {
        Seats seats = new Seats(1, 2, LONG, InstantSource.system());
        PriorityLevel level = seats.divide(List.of(level("a", 1, 0, 0, 64))).get("a");
        seats.enter(level, counts, () -> "x");
        threads.execute(() -> seats.enter(level, counts, () -> "y"));
        threads.execute(() -> seats.enter(level, counts, () -> "z"));
        await(level, 2);

        assertThatThrownBy(() -> seats.enter(level, counts, () -> "w")).isInstanceOf(ApiException.class);
    }

    @Test
    void aFlowWithManyRequestsDoesNotKeepAnotherFromItsTurn() throws Exception {
        Seats seats = new Seats(1, 100, LONG, InstantSource.system());
        PriorityLevel level = seats.divide(List.of(level("a", 1, 0, 0, 512))).get("a");
        Permit held = seats.enter(level, counts, () -> "first");
        LinkedBlockingQueue<String> served = new LinkedBlockingQueue<>();
        // a hand of two queues of three: six of the loud flow wait at most
        for (int i = 1; i <= 6; i++) {
            queueUp(seats, level, "loud", served);
            await(level, i);
        }
        assertThatThrownBy(() -> seats.enter(level, counts, () -> "loud")).isInstanceOf(ApiException.class);
        queueUp(seats, level, "quiet", served);
        await(level, 7);

        held.close();

        List<String> order = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            order.add(served.poll(30, TimeUnit.SECONDS));
        }
        assertThat(order.indexOf("quiet")).isLessThanOrEqualTo(2);
    }

    private void queueUp(Seats seats, PriorityLevel level, String flow, LinkedBlockingQueue<String> served) {
        threads.execute(() -> {
            Permit permit = seats.enter(level, counts, () -> flow);
            served.add(flow);
            permit.close();
        });
    }

    @Test
    void manyRequestsAtOnceNeverTakeMoreSeatsThanThereAreAndAllAreServed() throws Exception {
        Seats seats = new Seats(8, 1000, LONG, InstantSource.system());
        Map<String, PriorityLevel> levels = seats.divide(List.of(
                new LevelSpec("a", "", false, 1, 50, -1, 64, 4, 1000),
                new LevelSpec("b", "", false, 1, 50, -1, 64, 4, 1000)));
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            PriorityLevel level = levels.get(i % 4 == 0 ? "a" : "b");
            String flow = "flow-" + i;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        for (int k = 0; k < 500; k++) {
                            try (Permit permit = seats.enter(level, counts, () -> flow)) {
                                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                                if (ThreadLocalRandom.current().nextInt(8) == 0) {
                                    Thread.yield();
                                }
                                now.decrementAndGet();
                            }
                        }
                    },
                    threads));
        }

        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);

        assertThat(most.get()).isLessThanOrEqualTo(8);
        assertThat(levels.values())
                .allSatisfy(level -> assertThat(level.seatsTaken()).isZero());
    }

    @Test
    void aHandHasDifferentQueuesAndIsTheSameForAFlow() {
        int[] hand = FairQueue.hand(42, 16, 6);

        assertThat(hand).hasSize(6).doesNotHaveDuplicates();
        assertThat(FairQueue.hand(42, 16, 6)).isEqualTo(hand);
        assertThat(FairQueue.hand(7, 4, 8)).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    private static void await(PriorityLevel level, int waiting) {
        while (level.waiting().get() < waiting) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatBecameOfRequestsIsCounted() throws Exception {
        Seats seats = new Seats(1, 10, Duration.ofMillis(20), InstantSource.system());
        PriorityLevel queued = seats.divide(List.of(level("a", 1, 0, 0, 1))).get("a");

        Permit held = seats.enter(queued, counts, () -> "schema/flow");
        assertThat(counts.executing()).isEqualTo(1);
        assertThatThrownBy(() -> seats.enter(queued, counts, () -> "schema/flow"))
                .isInstanceOf(ApiException.class);
        held.close();
        PriorityLevel refusing = seats.divide(List.of(level("b", 1, 0, 0, 0))).get("b");
        Permit other = seats.enter(refusing, counts, () -> "schema/flow");
        assertThatThrownBy(() -> seats.enter(refusing, counts, () -> "schema/flow"))
                .isInstanceOf(ApiException.class);
        other.close();

        assertThat(counts.dispatched()).isEqualTo(2);
        assertThat(counts.executing()).isZero();
        assertThat(counts.waiting()).isZero();
        assertThat(counts.waits()).isEqualTo(1);
        assertThat(counts.refusals(FlowCounts.Refused.TIME_OUT)).isEqualTo(1);
        assertThat(counts.refusals(FlowCounts.Refused.CONCURRENCY_LIMIT)).isEqualTo(1);
    }

    @Test
    void whoWaitsIsShownWithItsSchemaAndItsFlow() throws Exception {
        Seats seats = new Seats(1, 10, LONG, InstantSource.system());
        PriorityLevel level = seats.divide(List.of(level("a", 1, 0, 0, 1))).get("a");
        FlowMetrics metrics = new FlowMetrics(new SimpleMeterRegistry());
        FlowDumps dumps = new FlowDumps(seats, metrics);
        FlowCounts flow = metrics.of("schema", "a");
        Permit held = seats.enter(level, flow, () -> "schema/first");
        CompletableFuture<Permit> waiting =
                CompletableFuture.supplyAsync(() -> seats.enter(level, flow, () -> "schema/user/x"), threads);
        while (flow.waiting() == 0) {
            Thread.onSpinWait();
        }

        String levels = dump(dumps, "dump_priority_levels");
        String queues = dump(dumps, "dump_queues");
        String requests = dump(dumps, "dump_requests");
        held.close();
        waiting.get().close();

        assertThat(levels.lines()).hasSize(2);
        assertThat(levels.lines().skip(1).findFirst().orElseThrow().replace(" ", ""))
                .isEqualTo("a,1,false,false,1,1,1,0,0,0");
        assertThat(queues.replace(" ", "")).contains("\na,0,1\n");
        assertThat(requests.replace(" ", "")).contains("\na,schema,0,0,user/x,");
        assertThat(dump(dumps, "dump_requests").lines()).hasSize(1);
    }

    private static String dump(FlowDumps dumps, String name) {
        ApiRequest request = Requests.get("/debug/api_priority_and_fairness/" + name);
        assertThat(dumps.matches(request)).isTrue();
        return Requests.text(dumps.handle(request));
    }
}
