package org.nakhoda.controllers.garbage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.nakhoda.client.informer.ObjectMetadata;
import org.nakhoda.client.informer.ObjectMetadata.Owner;
import org.nakhoda.client.write.Deletion.Propagation;

/** What is to become of an object with owners. Decided from the owners' states alone. */
sealed interface Verdict {
    /** It has an owner that lives. */
    record Keep() implements Verdict {}

    /** It has an owner that lives; others are gone or wait for it, and are to be forgotten. */
    record Forget(List<Owner> owners) implements Verdict {}

    /** It has no owner that lives. */
    record Delete(Propagation propagation) implements Verdict {}

    /** How an owner stands. */
    enum OwnerState {
        ALIVE,
        /** It does not exist, or another object has its name. */
        ABSENT,
        /** It is going, in the foreground: it waits for this object to go. */
        WAITING
    }

    /** @param hasDependents whether something is owned by the object itself */
    static Verdict of(ObjectMetadata object, Function<Owner, OwnerState> state, boolean hasDependents) {
        List<Owner> lost = new ArrayList<>();
        boolean alive = false;
        boolean awaited = false;
        for (Owner owner : object.owners()) {
            switch (state.apply(owner)) {
                case ALIVE -> alive = true;
                case ABSENT -> lost.add(owner);
                case WAITING -> {
                    awaited = true;
                    lost.add(owner);
                }
            }
        }
        if (object.owners().isEmpty() || alive && lost.isEmpty()) {
            return new Keep();
        }
        if (alive) {
            return new Forget(List.copyOf(lost));
        }
        if (awaited && hasDependents) {
            return new Delete(Propagation.FOREGROUND);
        }
        if (object.hasFinalizer(Finalizers.ORPHAN)) {
            return new Delete(Propagation.ORPHAN);
        }
        return new Delete(object.hasFinalizer(Finalizers.FOREGROUND) ? Propagation.FOREGROUND : Propagation.BACKGROUND);
    }
}
