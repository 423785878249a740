package org.nakhoda.apiserver.representation;

/** What a watch's event says of its object. */
public enum EventType {
    ADDED,
    MODIFIED,
    DELETED,
    BOOKMARK,
    ERROR
}
