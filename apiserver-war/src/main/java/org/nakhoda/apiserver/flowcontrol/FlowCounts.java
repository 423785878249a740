package org.nakhoda.apiserver.flowcontrol;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What became of the requests of one schema at one level. */
final class FlowCounts {
    /** Why a request was sent away, in the words of Kubernetes' metrics. */
    enum Refused {
        /** It would have had to wait, and its level has no queues. */
        CONCURRENCY_LIMIT("concurrency-limit"),
        QUEUE_FULL("queue-full"),
        TIME_OUT("time-out"),
        CANCELLED("cancelled");

        private final String text;

        Refused(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    private final LongAdder dispatched = new LongAdder();
    private final AtomicInteger executing = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder waits = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();
    private final Map<Refused, LongAdder> refused = new EnumMap<>(Refused.class);

    FlowCounts() {
        for (Refused reason : Refused.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    void begun() {
        dispatched.increment();
        executing.incrementAndGet();
    }

    void ended() {
        executing.decrementAndGet();
    }

    void queued() {
        waiting.incrementAndGet();
    }

    /** A request waits no longer, whatever became of it. */
    void waited(long nanos) {
        waiting.decrementAndGet();
        waits.increment();
        waitedNanos.add(nanos);
    }

    void refused(Refused reason) {
        refused.get(reason).increment();
    }

    long dispatched() {
        return dispatched.sum();
    }

    int executing() {
        return executing.get();
    }

    int waiting() {
        return waiting.get();
    }

    long waits() {
        return waits.sum();
    }

    long waitedNanos() {
        return waitedNanos.sum();
    }

    long refusals(Refused reason) {
        return refused.get(reason).sum();
    }
}
