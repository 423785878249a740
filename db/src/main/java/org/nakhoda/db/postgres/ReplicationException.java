package org.nakhoda.db.postgres;

/** Something that was asked of a replicating server did not happen. */
public final class ReplicationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why it did not happen. */
    public enum Reason {
        /** There is no data directory: rebuild first. */
        NO_DATA,
        /** The server does not run, does not answer, or refused. */
        SERVER,
        /** The server did not get there in time. */
        TIMEOUT,
        /** The server to copy from cannot be reached, refused, or broke off. */
        SOURCE
    }

    private final Reason reason;

    ReplicationException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    ReplicationException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
