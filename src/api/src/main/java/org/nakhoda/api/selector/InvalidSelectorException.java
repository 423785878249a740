package org.nakhoda.api.selector;

/** A selector that cannot be understood; the message is fit for a client. */
public final class InvalidSelectorException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidSelectorException(String message) {
        super(message);
    }
}
