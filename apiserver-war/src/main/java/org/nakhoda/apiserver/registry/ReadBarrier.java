package org.nakhoda.apiserver.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoreException;

/**
 * Keeps a read waiting until memory is as new as the client asked for. Where the store leads, memory holds all that there is;
 * where it follows, what others have seen already may be a moment away.
 */
public final class ReadBarrier {
    /** As long as Kubernetes waits for a revision that its cache has not seen. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private static final long PAUSE_MILLIS = 5;

    private final ClusterStore store;

    public ReadBarrier(ClusterStore store) {
        this.store = store;
    }

    /**
     * @param asked empty for all that was acknowledged before the request; 0 for whatever is there
     * @throws ApiException TIMEOUT if the revision does not come, SERVICE_UNAVAILABLE if nobody can say what is the newest
     */
    public void await(Optional<Revision> asked) {
        if (asked.isPresent()) {
            awaitRevision(asked.get());
        } else {
            awaitNewest();
        }
    }

    /**
     * @throws ApiException SERVICE_UNAVAILABLE if nobody can say what is the newest
     */
    public void awaitNewest() {
        try {
            store.awaitCurrent();
        } catch (StoreException e) {
            throw ApiException.tryAgain(
                    Reason.SERVICE_UNAVAILABLE,
                    "this master cannot tell at present whether what it knows is current: no majority of the masters"
                            + " can be reached, or none leads; try again, or read any state with resourceVersion=0",
                    1,
                    "");
        }
    }

    /**
     * @throws ApiException TIMEOUT if the revision does not come
     */
    public void awaitRevision(Revision asked) {
        long begin = System.nanoTime();
        while (asked.isAfter(store.revision())) {
            if (store.epoch().isPresent() || System.nanoTime() - begin >= LONGEST.toNanos()) {
                ReadRevision.notAfter(asked, store.revision());
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ReadRevision.tooLarge(asked, store.revision());
            }
        }
    }
}
