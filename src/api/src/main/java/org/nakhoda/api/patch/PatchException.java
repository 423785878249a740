package org.nakhoda.api.patch;

/** A patch that cannot be applied, and which part of it is at fault. */
public final class PatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of fault it is; each stands for another answer to the client. */
    public enum Fault {
        /** The patch is no patch of its type: 400. */
        MALFORMED,
        /** The patch is well formed but does not fit the object, or a {@code test} failed: 422. */
        NOT_APPLICABLE,
        /** More operations or more data than the server accepts: 413. */
        TOO_LARGE
    }

    private final Fault fault;
    private final String part;

    PatchException(Fault fault, String part, String message) {
        super(part.isEmpty() ? message : part + ": " + message, null, false, false);
        this.fault = fault;
        this.part = part;
    }

    public Fault fault() {
        return fault;
    }

    /**
     * Where the fault is: an operation of a JSON Patch such as {@code operation 3 (remove /spec/paused)}, or a path in a
     * strategic merge patch such as {@code spec.containers[0]}; empty if the patch as a whole is at fault.
     */
    public String part() {
        return part;
    }
}
