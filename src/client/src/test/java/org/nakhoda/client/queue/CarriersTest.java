package org.nakhoda.client.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CarriersTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger taken = new AtomicInteger();
    private final Carriers carriers = new Carriers(task -> {
        taken.incrementAndGet();
        threads.execute(task);
    });

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void every_task_is_run_and_most_need_no_thread_of_their_own() throws InterruptedException {
        int tasks = 20_000;
        CountDownLatch run = new CountDownLatch(tasks);

        for (int i = 0; i < tasks; i++) {
            carriers.execute(run::countDown);
        }

        assertThat(run.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(taken.get()).isLessThan(tasks);
    }

    @Test
    void tasks_that_wait_for_each_other_run_at_the_same_time() throws Exception {
        CyclicBarrier together = new CyclicBarrier(6);

        for (int i = 0; i < 5; i++) {
            carriers.execute(() -> {
                try {
                    together.await(1, TimeUnit.MINUTES);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        together.await(1, TimeUnit.MINUTES);
    }

    @Test
    void a_task_that_fails_does_not_end_its_thread() throws InterruptedException {
        CountDownLatch run = new CountDownLatch(1);

        carriers.execute(() -> {
            throw new IllegalStateException("to be seen in the log");
        });
        carriers.execute(run::countDown);

        assertThat(run.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void an_executor_that_has_ended_refuses_tasks() {
        threads.shutdownNow();

        assertThatThrownBy(() -> carriers.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }
}
