package org.nakhoda.db.postgres;

/** The embedded PostgreSQL cannot be started; the message says why and what to do. */
public final class PostgresStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PostgresStartException(String message) {
        super(message);
    }

    PostgresStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
