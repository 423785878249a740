package org.nakhoda.node.container;

/** A container that could not be started now. It is tried again. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** @param reason as the container's status shows it, such as {@code CreateContainerConfigError} */
    public StartException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    public static StartException config(String message) {
        return new StartException("CreateContainerConfigError", message);
    }

    public String reason() {
        return reason;
    }
}
