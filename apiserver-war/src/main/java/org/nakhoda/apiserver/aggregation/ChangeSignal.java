package org.nakhoda.apiserver.aggregation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.CompactedException;
import org.nakhoda.db.store.WatchStream;

/**
 * Tells that something changed in some resources, and not what: whoever listens looks at the store as it is. Armed for one
 * signal at a time, before the look, so that no change falls between a look and the next signal.
 */
public final class ChangeSignal implements AutoCloseable {
    private final ClusterStore store;
    private final List<GroupResource> resources;
    private final Runnable listener;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final List<WatchStream> streams = new ArrayList<>();

    @GuardedBy("lock")
    private boolean closed;

    /** @param listener only hands over; may be called several times for one arming */
    public ChangeSignal(ClusterStore store, List<GroupResource> resources, Runnable listener) {
        this.store = store;
        this.resources = List.copyOf(resources);
        this.listener = listener;
    }

    /** From now on the listener hears of the next change. */
    public void arm() {
        List<WatchStream> armed;
        synchronized (lock) {
            if (closed) {
                return;
            }
            for (int i = 0; i < resources.size(); i++) {
                if (i == streams.size()) {
                    streams.add(open(resources.get(i)));
                } else if (streams.get(i).drain(Integer.MAX_VALUE).state() != WatchStream.State.OPEN) {
                    streams.get(i).close();
                    streams.set(i, open(resources.get(i)));
                }
            }
            armed = List.copyOf(streams);
        }
        armed.forEach(stream -> stream.onReady(listener));
    }

    private WatchStream open(GroupResource resource) {
        while (true) {
            try {
                return store.watch(resource, "", store.revision());
            } catch (CompactedException e) {
                // the revision was the newest one when it was read: the next try has a newer one
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            streams.forEach(WatchStream::close);
            streams.clear();
        }
    }
}
