package org.nakhoda.db.writer;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.db.store.StoreFigures;

/** What all writers of a store have done, one after the other. */
public final class CommitFigures {
    private final LongAdder commits = new LongAdder();
    private final LongAdder changes = new LongAdder();
    private final LongAdder committing = new LongAdder();

    void count(int events, long nanos) {
        if (events > 0) {
            commits.increment();
            changes.add(events);
            committing.add(nanos);
        }
    }

    /**
     * @param waiting writes that wait for their transaction now
     * @param objects how many there are of each resource
     */
    public StoreFigures with(int waiting, Map<GroupResource, Integer> objects) {
        return new StoreFigures(commits.sum(), changes.sum(), Duration.ofNanos(committing.sum()), waiting, objects);
    }
}
