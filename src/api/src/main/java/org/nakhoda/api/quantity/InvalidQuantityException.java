package org.nakhoda.api.quantity;

/** A text that is no quantity. */
public final class InvalidQuantityException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidQuantityException(String text, String why) {
        super("\"" + text + "\" is not a quantity: " + why);
    }
}
