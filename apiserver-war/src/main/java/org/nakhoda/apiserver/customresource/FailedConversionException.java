package org.nakhoda.apiserver.customresource;

/** A conversion webhook could not be asked, or did not answer as it must. */
final class FailedConversionException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedConversionException(String message) {
        super(message);
    }
}
