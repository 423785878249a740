package org.nakhoda.client.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000);
    private final WorkQueue<String> queue = new WorkQueue<>(Backoff.KUBERNETES, nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void keysComeOutInTheOrderInWhichTheyWereAdded() {
        queue.add("a");
        queue.add("b");

        assertThat(queue.poll()).contains("a");
        assertThat(queue.poll()).contains("b");
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void aWaitingKeyIsNotAddedTwice() {
        queue.add("a");
        queue.add("a");

        assertThat(queue.poll()).contains("a");
        queue.done("a");
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void aKeyThatIsWorkedOnIsGivenToNobodyElseAndComesAgainAfterwards() {
        queue.add("a");
        assertThat(queue.poll()).contains("a");

        queue.add("a");
        assertThat(queue.poll()).isEmpty();
        assertThat(queue.depth()).isEqualTo(1);

        queue.done("a");
        assertThat(queue.poll()).contains("a");
        queue.done("a");
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void urgentKeysOvertakeOthersAndRaisingAPriorityDoesNotDoubleTheKey() {
        queue.add("resync", WorkQueue.Priority.LOW);
        queue.add("changed");
        queue.add("resync", WorkQueue.Priority.HIGH);
        queue.add("resync", WorkQueue.Priority.LOW);

        assertThat(queue.poll()).contains("resync");
        assertThat(queue.poll()).contains("changed");
        queue.done("resync");
        queue.done("changed");
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void aStalePlaceInTheLineDoesNotHandOutAKeyThatWasAddedAgainMeanwhile() {
        queue.add("a", WorkQueue.Priority.LOW);
        queue.add("a", WorkQueue.Priority.HIGH);
        assertThat(queue.poll()).contains("a");
        queue.add("a", WorkQueue.Priority.LOW);

        assertThat(queue.poll()).isEmpty();
        queue.done("a");
        assertThat(queue.poll()).contains("a");
    }

    @Test
    void aDelayedKeyIsReadyWhenItsTimeHasCome() {
        queue.addAfter("a", Duration.ofSeconds(2));

        assertThat(queue.poll()).isEmpty();
        assertThat(queue.untilNextDue()).contains(Duration.ofSeconds(2));
        pass(Duration.ofMillis(500));
        assertThat(queue.untilNextDue()).contains(Duration.ofMillis(1500));
        pass(Duration.ofMillis(1500));
        assertThat(queue.untilNextDue()).contains(Duration.ZERO);
        assertThat(queue.poll()).contains("a");
        assertThat(queue.untilNextDue()).isEmpty();
    }

    @Test
    void ofSeveralDelaysTheEarliestCounts() {
        queue.addAfter("a", Duration.ofSeconds(5));
        queue.addAfter("a", Duration.ofSeconds(1));
        queue.addAfter("a", Duration.ofSeconds(3));

        pass(Duration.ofSeconds(1));
        assertThat(queue.poll()).contains("a");
        queue.done("a");
        pass(Duration.ofSeconds(10));
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void aKeyThatIsWorkedOnMakesNoWorkForOthersUntilItIsDone() {
        queue.add("a");
        queue.poll();
        queue.add("a");

        assertThat(queue.untilNextDue()).isEmpty();
    }

    @Test
    void eachFailureInARowDoublesTheDelayAndSuccessForgetsThem() {
        assertThat(queue.retry("a")).isEqualTo(Duration.ofMillis(5));
        assertThat(queue.retry("a")).isEqualTo(Duration.ofMillis(10));
        assertThat(queue.retry("a")).isEqualTo(Duration.ofMillis(20));
        assertThat(queue.retry("b")).isEqualTo(Duration.ofMillis(5));
        assertThat(queue.failures("a")).isEqualTo(3);

        queue.forget("a");
        assertThat(queue.retry("a")).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void delaysEndAtTheirMaximum() {
        assertThat(Backoff.KUBERNETES.delay(17)).isEqualTo(Duration.ofMillis(5L << 17));
        assertThat(Backoff.KUBERNETES.delay(18)).isEqualTo(Duration.ofSeconds(1000));
        assertThat(Backoff.KUBERNETES.delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(1000));
    }

    @Test
    void aClosedQueueNeitherTakesNorGives() {
        queue.add("a");
        queue.addAfter("b", Duration.ofSeconds(1));
        queue.close();
        queue.add("c");
        pass(Duration.ofSeconds(2));

        assertThat(queue.poll()).isEmpty();
        assertThat(queue.untilNextDue()).isEmpty();
        assertThat(queue.depth()).isZero();
    }
}
