package org.nakhoda.client.reconcile;

import java.time.Duration;

/** Told how control loops fare, for metrics. Calls come from the workers and must be quick. */
public interface LoopObserver {
    /** How one run of a reconciler ended. */
    enum Outcome {
        DONE,
        /** Wants to be run again after a delay of its own choice. */
        AGAIN,
        /** Lost an optimistic update; retried. */
        CONFLICT,
        /** Failed otherwise; retried. */
        FAILED
    }

    LoopObserver NONE = (controller, outcome, took, depth) -> {};

    /** @param depth how many keys wait for the controller now */
    void reconciled(String controller, Outcome outcome, Duration took, int depth);
}
