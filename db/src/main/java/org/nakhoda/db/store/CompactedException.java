package org.nakhoda.db.store;

import org.nakhoda.api.meta.Revision;

/** A revision was asked for that the history does not reach back to. */
public final class CompactedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Revision oldest;

    public CompactedException(Revision asked, Revision oldest) {
        super("too old resource version: " + asked + " (" + oldest + ")");
        this.oldest = oldest;
    }

    /** The oldest revision that can be asked for. */
    public Revision oldest() {
        return oldest;
    }
}
