package org.nakhoda.db.store;

/** A write that has no outcome to report. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The closed set of reasons. */
    public enum Reason {
        /** This process does not lead (any more); the write was not done. */
        NOT_LEADING,
        /** The connection broke during the commit: the write may or may not be durable; read before trying again. */
        UNKNOWN_OUTCOME,
        /** The database cannot be reached or refuses; the write was not done. */
        UNAVAILABLE,
        /** The queue of waiting writes is full; the write was not done. */
        OVERLOADED
    }

    private final Reason reason;

    public StoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
