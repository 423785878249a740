package org.nakhoda.apiserver.allocation;

import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;

/**
 * Takes part in a write that hands out something unique. The write path asks after validation and admission, right before
 * it encodes the object, and tells the reservation in every case what became of the write. Deletions need no hook: the
 * holders are read from the store.
 */
public interface WriteHook {
    boolean handles(AdmissionRequest request);

    /**
     * Fills in what is given out, in {@code request.object()}, and keeps it for this write.
     *
     * @throws org.nakhoda.api.status.ApiException if what the object asks for is taken or does not exist; nothing is reserved then
     */
    Reservation reserve(AdmissionRequest request);

    /** One write's reservation; exactly one of its methods is called. */
    interface Reservation {
        Reservation NONE = new Reservation() {
            @Override
            public void committed() {}

            @Override
            public void released() {}
        };

        /** The write is durable. */
        void committed();

        /** The write was not done, or was a dry run. */
        void released();

        /** Nobody knows whether the write is durable. */
        default void unknown() {
            released();
        }
    }
}
