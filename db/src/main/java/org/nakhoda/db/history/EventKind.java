package org.nakhoda.db.history;

import org.nakhoda.db.store.StoreEvent;

/** How an event's type stands in the database. */
public final class EventKind {
    private EventKind() {}

    public static String letter(StoreEvent.Type type) {
        return switch (type) {
            case ADDED -> "A";
            case MODIFIED -> "M";
            case DELETED -> "D";
        };
    }

    public static StoreEvent.Type type(char letter) {
        return switch (letter) {
            case 'A' -> StoreEvent.Type.ADDED;
            case 'M' -> StoreEvent.Type.MODIFIED;
            case 'D' -> StoreEvent.Type.DELETED;
            default -> throw new IllegalStateException("the database holds an event of unknown kind " + letter);
        };
    }
}
