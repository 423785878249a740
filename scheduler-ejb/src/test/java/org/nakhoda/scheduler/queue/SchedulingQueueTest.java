package org.nakhoda.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.scheduler.Cluster.node;
import static org.nakhoda.scheduler.Cluster.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nakhoda.scheduler.framework.ClusterEvent;
import org.nakhoda.scheduler.plugin.PrioritySort;
import org.nakhoda.scheduler.plugin.SchedulingGates;
import org.nakhoda.scheduler.snapshot.PodInfo;

class SchedulingQueueTest {
    private static final ClusterEvent NEW_NODE = new ClusterEvent.NodeAdded(node("n", "1", "1Gi"));

    private final ManualClock clock = new ManualClock();
    private final SchedulingQueue queue = new SchedulingQueue(
            clock,
            new PrioritySort().order().orElseThrow(),
            pod -> new SchedulingGates().holdBack(pod).isPresent(),
            (event, queued) -> event instanceof ClusterEvent.NodeAdded);

    @Test
    void the_higher_priority_comes_first_and_then_who_waited_longest() throws Exception {
        queue.add(info("early", 0));
        clock.advance(Duration.ofSeconds(1));
        queue.add(info("late", 0));
        queue.add(info("urgent", 1000));

        assertThat(takeName()).isEqualTo("urgent");
        assertThat(takeName()).isEqualTo("early");
        assertThat(takeName()).isEqualTo("late");
    }

    @Test
    void a_rejected_pod_waits_until_an_event_may_help_it() throws Exception {
        queue.add(info("stuck", 0));
        QueuedPod tried = take().orElseThrow();
        queue.rejected(tried, Set.of("NodeResourcesFit"));
        clock.advance(Duration.ofSeconds(30));

        queue.wake(new ClusterEvent.PodPlaced(info("other", 0)));
        assertThat(take()).isEmpty();

        queue.wake(NEW_NODE);
        assertThat(takeName()).isEqualTo("stuck");
    }

    @Test
    void an_event_during_an_attempt_is_not_missed() throws Exception {
        queue.add(info("unlucky", 0));
        QueuedPod tried = take().orElseThrow();

        queue.wake(NEW_NODE);
        queue.rejected(tried, Set.of("NodeResourcesFit"));
        clock.advance(Duration.ofSeconds(1));

        assertThat(takeName()).isEqualTo("unlucky");
    }

    @Test
    void a_pod_that_fails_again_and_again_backs_off_longer_but_not_beyond_ten_seconds() throws Exception {
        queue.add(info("failing", 0));
        for (int seconds : new int[] {1, 2, 4, 8, 10, 10}) {
            QueuedPod tried = take().orElseThrow();
            queue.retry(tried);
            clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(take()).isEmpty();
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(takeName()).isEqualTo("failing");
    }

    @Test
    void a_gated_pod_is_held_until_its_last_gate_is_lifted() throws Exception {
        Pod gated = new PodBuilder(pod("gated", "1", "1Gi"))
                .editSpec()
                .addNewSchedulingGate("example.com/quota")
                .endSpec()
                .build();
        queue.add(PodInfo.of(gated));
        assertThat(take()).isEmpty();

        Pod lifted = new PodBuilder(gated)
                .editMetadata()
                .withResourceVersion("2")
                .endMetadata()
                .editSpec()
                .withSchedulingGates()
                .endSpec()
                .build();
        queue.add(PodInfo.of(lifted));

        assertThat(takeName()).isEqualTo("gated");
    }

    @Test
    void a_pod_that_waited_for_five_minutes_is_tried_again_without_any_event() throws Exception {
        queue.add(info("patient", 0));
        queue.rejected(take().orElseThrow(), Set.of("NodeAffinity"));

        clock.advance(Duration.ofMinutes(5));

        assertThat(takeName()).isEqualTo("patient");
    }

    @Test
    void a_pod_deleted_while_it_is_tried_does_not_come_back() throws Exception {
        queue.add(info("gone", 0));
        QueuedPod tried = take().orElseThrow();

        queue.remove("uid-gone");
        queue.retry(tried);
        clock.advance(Duration.ofMinutes(10));

        assertThat(take()).isEmpty();
        assertThat(queue.size()).isZero();
    }

    private Optional<QueuedPod> take() throws InterruptedException {
        return queue.take(Duration.ZERO);
    }

    private String takeName() throws InterruptedException {
        return take().orElseThrow().pod().name();
    }

    private static PodInfo info(String name, int priority) {
        return PodInfo.of(new PodBuilder(pod(name, "1", "1Gi"))
                .editSpec()
                .withPriority(priority)
                .endSpec()
                .build());
    }

    private static final class ManualClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
