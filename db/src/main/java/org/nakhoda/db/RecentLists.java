package org.nakhoda.db;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.memory.ClusterState;
import org.nakhoda.db.watch.Feed;

/**
 * Earlier states for lists that are continued. A state is not kept when a list is handed out: it is made again from the
 * present by undoing the recent events, so how far back it goes is bounded by the ring of events, and lists that are
 * never continued cost nothing. The last few are remembered for the pages that follow, and given up when memory is short.
 */
final class RecentLists {
    private static final int REMEMBERED = 32;

    private record Past(GroupResource resource, Revision revision) {}

    private final Feed feed;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<Past, SoftReference<ClusterState>> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Past, SoftReference<ClusterState>> eldest) {
            return size() > REMEMBERED;
        }
    };

    RecentLists(Feed feed) {
        this.feed = feed;
    }

    Optional<ClusterState> at(GroupResource resource, Revision revision) {
        ClusterState now = feed.state();
        if (now.revision().equals(revision)) {
            return Optional.of(now);
        }
        Past past = new Past(resource, revision);
        synchronized (lock) {
            SoftReference<ClusterState> reference = remembered.get(past);
            ClusterState state = reference == null ? null : reference.get();
            if (state != null) {
                return Optional.of(state);
            }
        }
        Optional<ClusterState> state = feed.stateAt(resource, revision);
        state.ifPresent(made -> {
            synchronized (lock) {
                remembered.put(past, new SoftReference<>(made));
            }
        });
        return state;
    }
}
