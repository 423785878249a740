package org.nakhoda.api.backup;

import java.io.IOException;

/** A backup that cannot be used. The message says why and, where something can be done, what. */
public final class BackupException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The closed set of reasons. */
    public enum Reason {
        /** The file is something else. */
        NOT_A_BACKUP,
        /** It was written by a version of the product with another format. */
        OTHER_FORMAT,
        /** It ends too early: whoever wrote it did not come to the end. */
        CUT_OFF,
        /** Its content is not what was written. */
        DAMAGED,
        /** A state was asked for that the history in it does not reach back to, or that is later than it. */
        OUTSIDE_OF_HISTORY
    }

    private final Reason reason;

    public BackupException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public BackupException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
