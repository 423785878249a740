package org.nakhoda.controllers.garbage;

/** The finalizers by which a deletion says what becomes of dependents. */
final class Finalizers {
    /** Dependents stay and forget their owner first. */
    static final String ORPHAN = "orphan";

    /** Blocking dependents go first. */
    static final String FOREGROUND = "foregroundDeletion";

    private Finalizers() {}
}
