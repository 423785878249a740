package org.nakhoda.apiserver.registry;

import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.status.ApiException;
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
        ObjectNode stored = type.conversion().toStorage(object);
        if (!storage.apiVersion().equals(stored.path("apiVersion").asString(""))) {
            throw ApiException.conflict(
                    type.resource(),
                    object.path("metadata").path("name").asString(""),
                    "the version in which objects are stored has been changed; please try again");
        }
        return Encoding.encode(storage, stored);
    }

    /**
     * Waits until the write is durable or lost.
     *
     * @param type as which the object was encoded
     * @throws StoreException if there is no outcome to report
     */
    Outcome commit(ResourceType type, Write write) {
        try {
            Outcome outcome = store.commit(write).join();
            if (type.conversion() != null && outcome instanceof Outcome.Committed committed) {
                catalogue.storage(type.storageResource()); // so that a kind that was declared anew is known to be
                type.conversion().stored(committed.object().revision());
            }
            return outcome;
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
