package org.nakhoda.db.writer;

import java.util.concurrent.CompletableFuture;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.Write;

/** A write that waits for its outcome. */
record Pending(Write write, CompletableFuture<Outcome> outcome) {
    static Pending of(Write write) {
        return new Pending(write, new CompletableFuture<>());
    }

    void fail(StoreException.Reason reason, String message, Throwable cause) {
        outcome.completeExceptionally(new StoreException(reason, message, cause));
    }
}
