package org.nakhoda.dist.cluster;

/** Something that the user can do something about: its message is all that is shown. */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    public Failure(String message) {
        super(message);
    }
}
