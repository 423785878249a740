package org.nakhoda.db.peer;

import java.io.IOException;

/** The other master has understood and refuses; the message is its own. */
public final class PeerException extends IOException {
    private static final long serialVersionUID = 1L;

    public PeerException(String message) {
        super(message);
    }
}
