package org.nakhoda.apiserver.watch;

import java.util.HashSet;
import java.util.Set;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.CompactedException;
import org.nakhoda.db.store.Listing;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.WatchStream;
import tools.jackson.databind.JsonNode;

/** Tells a receiver every object of one resource and every later change, when it is asked to. Guarded by its owner's lock. */
public final class Follower implements AutoCloseable {
    private final ClusterStore store;
    private final GroupResource resource;
    private final Receiver receiver;
    private final Set<ResourceKey> present = new HashSet<>();
    private WatchStream changes;

    /** @see Follower */
    public interface Receiver {
        void present(ResourceKey key, JsonNode object);

        void gone(ResourceKey key);
    }

    public Follower(ClusterStore store, GroupResource resource, Receiver receiver) {
        this.store = store;
        this.resource = resource;
        this.receiver = receiver;
    }

    public void follow() {
        if (changes != null) {
            WatchStream.Batch batch = changes.drain(Integer.MAX_VALUE);
            for (StoreEvent event : batch.events()) {
                if (event.type() == StoreEvent.Type.DELETED) {
                    gone(event.object().key());
                } else {
                    present(event.object());
                }
            }
            if (batch.state() == WatchStream.State.OPEN) {
                return;
            }
            changes.close();
            changes = null;
        }
        Listing listing = store.list(resource, "");
        Set<ResourceKey> before = new HashSet<>(present);
        for (StoredObject object : listing.objects()) {
            before.remove(object.key());
            present(object);
        }
        before.forEach(this::gone);
        try {
            changes = store.watch(resource, "", listing.revision());
        } catch (CompactedException e) {
            changes = null; // the next call lists again
        }
    }

    /** Runs {@code signal} once when there is something to follow; to be called right after {@link #follow}. */
    public void onReady(Runnable signal) {
        if (changes == null) {
            signal.run();
        } else {
            changes.onReady(signal);
        }
    }

    private void present(StoredObject object) {
        present.add(object.key());
        receiver.present(object.key(), Json.parse(object.json()));
    }

    private void gone(ResourceKey key) {
        present.remove(key);
        receiver.gone(key);
    }

    @Override
    public void close() {
        if (changes != null) {
            changes.close();
        }
    }
}
