package org.nakhoda.api.apiextensions;

import java.util.concurrent.atomic.AtomicLong;
import org.nakhoda.api.meta.Revision;

/**
 * One state of a definition's versions, schemas and conversion, and the objects that were stored before it. An object with a
 * later revision was completed and pruned by these very schemas, so that reading it costs nothing.
 *
 * <p>A write may have begun under one generation and end under the next. Whoever ends it says so, and the later generations
 * take that object, too, for one from before their time.
 */
public final class Generation {
    private final AtomicLong before;
    private volatile Generation next;

    /** @param since the revision at which the definition came to be as it is */
    public Generation(Revision since) {
        this.before = new AtomicLong(since.value());
    }

    /** The definition has changed. */
    public void endsWith(Generation successor) {
        this.next = successor;
    }

    /** The definition is gone. */
    public void end() {
        endsWith(new Generation(Revision.NONE));
    }

    boolean hasEnded() {
        return next != null;
    }

    /** Whether the object of this revision was surely stored in the form that this generation gives it. */
    boolean has(long revision) {
        return revision > before.get();
    }

    /** An object was stored by somebody who knew this generation. */
    void stored(Revision revision) {
        for (Generation later = next; later != null; later = later.next) {
            later.before.accumulateAndGet(revision.value(), Math::max);
        }
    }
}
