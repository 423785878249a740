package org.nakhoda.apiserver.admission.webhook;

/** A hook could not be asked, or did not answer as it must. */
final class FailedCallException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedCallException(String message) {
        super(message);
    }
}
