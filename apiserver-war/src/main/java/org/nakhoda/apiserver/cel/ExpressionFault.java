package org.nakhoda.apiserver.cel;

/** An expression that cannot be understood, or has no value; the message says why in Kubernetes' words. */
public final class ExpressionFault extends Exception {
    private static final long serialVersionUID = 1L;

    ExpressionFault(String message) {
        super(message, null, false, false);
    }
}
