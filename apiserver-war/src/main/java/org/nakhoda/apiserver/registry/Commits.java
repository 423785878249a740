package org.nakhoda.apiserver.registry;

import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.apiserver.allocation.WriteHook.Reservation;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Document;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.Write;
import tools.jackson.databind.node.ObjectNode;

/** The last step of every write: into the stored shape, encoded once, handed to the store's writer. */
final class Commits {
    private final ClusterStore store;
    private final Catalogue catalogue;

    Commits(ClusterStore store, Catalogue catalogue) {
        this.store = store;
        this.catalogue = catalogue;
    }

    Document encode(ResourceType type, ObjectNode object) {
        if (type.conversion() == null) {
            return Encoding.encode(type, object);
        }
        ResourceType storage = catalogue
                .storage(type.storageResource())
                .orElseThrow(() -> new IllegalStateException(type + " is stored as a kind that is not declared"));
        return Encoding.encode(storage, type.conversion().toStorage(object));
    }

    /**
     * Waits until the write is durable or lost.
     *
     * @throws StoreException if there is no outcome to report
     */
    Outcome commit(Write write) {
        try {
            return store.commit(write).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreException failed) {
                throw failed;
            }
            throw e;
        }
    }

    /** What a failure of the store means for what was reserved for the write. */
    static Consumer<Reservation> ending(StoreException failure) {
        return failure.reason() == StoreException.Reason.UNKNOWN_OUTCOME ? Reservation::unknown : Reservation::released;
    }
}
