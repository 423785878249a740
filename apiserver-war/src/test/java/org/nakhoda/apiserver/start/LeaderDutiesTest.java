package org.nakhoda.apiserver.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeaderDutiesTest {
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final List<String> done = new CopyOnWriteArrayList<>();
    private volatile Optional<Long> epoch = Optional.empty();
    private volatile boolean faulty;

    private final LeaderDuties duties = new LeaderDuties(
            () -> epoch,
            List.of(duty("first"), duty("second"), LeaderDuty.of("third", () -> {
                if (faulty) {
                    throw new IllegalStateException("it cannot be done");
                }
                done.add("+third");
            })),
            timer);

    private LeaderDuty duty(String name) {
        return LeaderDuty.of(name, () -> done.add("+" + name), () -> done.add("-" + name));
    }

    @AfterEach
    void stop() {
        duties.close();
        timer.shutdownNow();
    }

    @Test
    void whoever_leads_at_the_start_begins_at_once_and_in_order() {
        epoch = Optional.of(1L);

        duties.start(timer);

        assertThat(done).containsExactly("+first", "+second", "+third");
        assertThat(duties.working()).isTrue();
    }

    @Test
    void whoever_follows_begins_when_it_leads_and_ends_in_reverse() {
        duties.start(timer);
        assertThat(done).isEmpty();

        epoch = Optional.of(3L);
        await(duties::working);
        epoch = Optional.empty();
        assertThat(duties.working()).isFalse();
        await(() -> done.size() == 5);

        assertThat(done).containsExactly("+first", "+second", "+third", "-second", "-first");
    }

    @Test
    void another_epoch_is_another_beginning_even_if_nobody_saw_the_end_of_the_last() {
        epoch = Optional.of(1L);
        duties.start(timer);
        done.clear();

        epoch = Optional.of(2L);
        await(duties::working);

        assertThat(done).containsExactly("-second", "-first", "+first", "+second", "+third");
    }

    @Test
    void one_that_fails_has_those_before_it_ended_and_all_tried_again() {
        faulty = true;
        epoch = Optional.of(1L);

        assertThatThrownBy(() -> duties.start(timer)).hasMessage("it cannot be done");
        assertThat(done).containsExactly("+first", "+second", "-second", "-first");
        faulty = false;
        duties.start(timer);

        assertThat(duties.working()).isTrue();
    }

    @Test
    void one_that_fails_later_is_tried_again_by_itself() {
        duties.start(timer);
        faulty = true;
        epoch = Optional.of(1L);
        await(() -> done.contains("-first"));

        faulty = false;

        await(duties::working);
    }

    @Test
    void leadership_that_flaps_leaves_nothing_begun_twice_or_left_over() {
        duties.start(timer);
        for (long i = 1; i < 200; i++) {
            epoch = ThreadLocalRandom.current().nextBoolean() ? Optional.of(i) : Optional.empty();
            Thread.yield();
        }
        epoch = Optional.of(200L);
        await(duties::working);
        duties.close();

        int running = 0;
        for (String step : done) {
            if (step.endsWith("first")) {
                running += step.startsWith("+") ? 1 : -1;
                assertThat(running).isBetween(0, 1);
            }
        }
        assertThat(running).isZero();
        assertThat(duties.working()).isFalse();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
