package org.nakhoda.it.masters.history;

/**
 * A promise that was not kept.
 *
 * @param operations what shows it, in words
 */
public record Violation(Promise promise, String operations) {
    /** What a client may rely on. */
    public enum Promise {
        /** Every acknowledged write is in the one history, at its revision, with its value; a failed one is not. */
        ACKNOWLEDGED_IS_KEPT,
        /** Every write in the history was made on the state right before it, and once. */
        ONE_CHAIN,
        /** A read shows nothing older than what anybody knew before it began, and nothing from the future. */
        READS_NEVER_GO_BACK,
        /** A watcher is told every change once and in order. */
        WATCHES_ARE_COMPLETE,
        /** A revision is given once. */
        REVISIONS_ARE_UNIQUE,
        /** Nothing but the API says that an object is not there. */
        ONLY_THE_API_ANSWERS,
        /** All masters tell the same in the end. */
        MASTERS_AGREE
    }

    @Override
    public String toString() {
        return promise + ": " + operations;
    }
}
