package org.nakhoda.db.masters;

/** A change among the masters that is refused or failed; the message says why and what to do. */
public final class MastersException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The closed set of reasons. */
    public enum Reason {
        NOT_LEADING,
        NOT_FOUND,
        /** It would not be safe, or makes no sense as things are. */
        CONFLICT,
        /** It was tried and did not come about in time. */
        FAILED
    }

    private final Reason reason;

    public MastersException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
