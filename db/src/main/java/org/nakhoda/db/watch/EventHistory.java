package org.nakhoda.db.watch;

import java.util.List;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.store.StoreEvent;

/** Where events are read that are older than what memory holds. */
public interface EventHistory {
    /**
     * A resource's events with {@code after < revision <= upTo}, the oldest first.
     *
     * @param namespace empty for all
     * @param max about how many events at most
     */
    Page read(GroupResource resource, String namespace, Revision after, Revision upTo, int max);

    /** @param scannedTo up to which revision nothing is missing */
    record Page(List<StoreEvent> events, Revision scannedTo) {}
}
