package org.nakhoda.db.masters;

/** The masters could not agree. What was asked for may or may not come into force. */
public final class ConsensusException extends Exception {
    private static final long serialVersionUID = 1L;

    public ConsensusException(String message, Throwable cause) {
        super(message, cause);
    }
}
