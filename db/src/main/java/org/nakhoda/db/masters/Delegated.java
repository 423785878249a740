package org.nakhoda.db.masters;

import java.io.IOException;

/** What became of work that was sent to another master's {@link Delegate}. */
public sealed interface Delegated {
    /** It was done, or refused in the delegate's own way. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Done(byte[] answer) implements Delegated {}

    /** It has certainly not been begun. */
    record NotTaken(String why) implements Delegated {}

    /** It was sent, and nobody knows whether it was done. */
    record Lost(IOException fault) implements Delegated {}
}
