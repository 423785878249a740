package org.nakhoda.node.cri;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** A call of the runtime that failed. */
public final class CriException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a caller can do about it. */
    public enum Kind {
        /** What the call was about is not there (any more). */
        NOT_FOUND,
        /** The runtime cannot be reached; it will be, later. */
        UNAVAILABLE,
        /** It took longer than it may. */
        TIMEOUT,
        /** The runtime does not offer this call. */
        UNIMPLEMENTED,
        /** The calling side gave up. */
        CANCELLED,
        /** The runtime tried and failed; the message says why. */
        FAILED
    }

    private final Kind kind;

    private CriException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    static CriException of(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        Kind kind =
                switch (status.getCode()) {
                    case NOT_FOUND -> Kind.NOT_FOUND;
                    case UNAVAILABLE -> Kind.UNAVAILABLE;
                    case DEADLINE_EXCEEDED -> Kind.TIMEOUT;
                    case UNIMPLEMENTED -> Kind.UNIMPLEMENTED;
                    case CANCELLED -> Kind.CANCELLED;
                    default -> Kind.FAILED;
                };
        String description = status.getDescription() == null ? status.getCode().toString() : status.getDescription();
        return new CriException(kind, description, failure);
    }

    public Kind kind() {
        return kind;
    }
}
