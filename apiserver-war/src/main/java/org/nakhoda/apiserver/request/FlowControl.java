package org.nakhoda.apiserver.request;

import java.util.concurrent.Semaphore;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.authn.UserInfo;

/**
 * Limits how many requests are worked on at a time, reads and writes apart (Kubernetes' max-requests-inflight). Who is
 * refused is told to try again; the cluster's administrators and long-running requests are not counted.
 */
public final class FlowControl {
    static final int RETRY_AFTER_SECONDS = 1;

    private static final Permit UNCOUNTED = () -> {};

    private final Semaphore reads;
    private final Semaphore writes;
    private final Permit readDone;
    private final Permit writeDone;

    public FlowControl(int maxReads, int maxWrites) {
        this.reads = new Semaphore(maxReads);
        this.writes = new Semaphore(maxWrites);
        this.readDone = reads::release;
        this.writeDone = writes::release;
    }

    /**
     * @throws ApiException TOO_MANY_REQUESTS
     */
    Permit enter(RequestTarget target, UserInfo caller) {
        if (target.longRunning() || caller.groups().contains(UserInfo.GROUP_MASTERS)) {
            return UNCOUNTED;
        }
        boolean read = target.readOnly();
        if (!(read ? reads : writes).tryAcquire()) {
            throw ApiException.tryAgain(
                    Reason.TOO_MANY_REQUESTS,
                    "too many requests in flight, please try again later",
                    RETRY_AFTER_SECONDS,
                    "");
        }
        return read ? readDone : writeDone;
    }

    /** A place among the requests in flight; closed once. */
    @FunctionalInterface
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }
}
