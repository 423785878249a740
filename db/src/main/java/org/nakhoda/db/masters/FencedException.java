package org.nakhoda.db.masters;

/** An order of a term that is over, or of somebody who cannot have a majority. */
final class FencedException extends Exception {
    private static final long serialVersionUID = 1L;

    FencedException(String message) {
        super(message);
    }
}
