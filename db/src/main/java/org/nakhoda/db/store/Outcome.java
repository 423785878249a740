package org.nakhoda.db.store;

/** What became of a write. */
public sealed interface Outcome {
    /** Durable and visible. After a delete, {@code object} is the last state at the deletion's revision. */
    record Committed(StoredObject object) implements Outcome {}

    /** A create whose key is taken. */
    record AlreadyExists(StoredObject current) implements Outcome {}

    /** An update or delete whose object has another revision by now. */
    record Conflict(StoredObject current) implements Outcome {}

    /** An update or delete of what is not there. */
    record NotFound() implements Outcome {}
}
