package org.nakhoda.db;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.CompactedException;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.WatchStream;

/** A watcher that drains on a thread of its own, as the API server's do. */
final class Collector {
    private final WatchStream watch;
    private final List<StoreEvent> events = new ArrayList<>();
    private final Thread thread;
    private Revision upTo = Revision.NONE;
    private WatchStream.State state = WatchStream.State.OPEN;

    Collector(ClusterStore store, GroupResource resource, Revision after) throws CompactedException {
        watch = store.watch(resource, "", after);
        thread = new Thread(this::collect, "collector");
        thread.setDaemon(true);
        thread.start();
    }

    private void collect() {
        Semaphore ready = new Semaphore(0);
        while (true) {
            watch.onReady(ready::release);
            ready.acquireUninterruptibly();
            WatchStream.Batch batch = watch.drain(64);
            synchronized (this) {
                events.addAll(batch.events());
                upTo = batch.upTo();
                state = batch.state();
                notifyAll();
                if (state != WatchStream.State.OPEN) {
                    return;
                }
            }
        }
    }

    /** The events up to a revision at which this watcher's resource changed. */
    synchronized List<StoreEvent> until(Revision revision) throws InterruptedException {
        while (revision.isAfter(upTo)) {
            if (state != WatchStream.State.OPEN) {
                throw new AssertionError("the watch ended with " + state + " at " + upTo);
            }
            wait();
        }
        watch.close();
        return List.copyOf(events);
    }
}
