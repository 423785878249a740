package org.nakhoda.apiserver.authz;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.CompactedException;
import org.nakhoda.db.store.Listing;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.WatchStream;
import tools.jackson.databind.JsonNode;

/**
 * Kubernetes' RBAC over the roles and bindings in the store. The compiled policy is shared and rebuilt by the first
 * decision after a change: a change signals the watch before its writer is answered, so whoever has seen a binding
 * acknowledged also sees it obeyed; decisions that come while it is rebuilt wait for it.
 */
public final class RbacAuthorizer implements Authorizer, AutoCloseable {
    private static final List<GroupResource> WATCHED = List.of(
            RbacPolicy.ROLES, RbacPolicy.CLUSTER_ROLES, RbacPolicy.ROLE_BINDINGS, RbacPolicy.CLUSTER_ROLE_BINDINGS);

    private final ClusterStore store;
    /** How many changes there were, and how many of them the policy knows. */
    private final AtomicLong changes = new AtomicLong(1);

    private volatile long known;

    private final Object rebuilding = new Object();

    @GuardedBy("rebuilding")
    private final Map<ResourceKey, JsonNode> objects = new HashMap<>();

    @GuardedBy("rebuilding")
    private final Map<GroupResource, WatchStream> streams = new HashMap<>();

    @GuardedBy("rebuilding")
    private boolean closed;

    private volatile RbacPolicy policy = new RbacPolicy(Map.of());

    public RbacAuthorizer(ClusterStore store) {
        this.store = store;
    }

    @Override
    public Decision authorize(Attributes asked) {
        return policy().permits(asked) ? Decision.ALLOWED : new Decision(false, "");
    }

    /** The policy as of now. */
    public RbacPolicy policy() {
        if (known != changes.get()) {
            synchronized (rebuilding) {
                long seen = changes.get();
                if (!closed && known != seen) {
                    refreshLocked();
                    known = seen;
                }
            }
        }
        return policy;
    }

    @GuardedBy("rebuilding")
    private void refreshLocked() {
        boolean different = false;
        for (GroupResource resource : WATCHED) {
            different |= refreshLocked(resource);
        }
        if (different) {
            policy = new RbacPolicy(Map.copyOf(objects));
        }
    }

    @GuardedBy("rebuilding")
    private boolean refreshLocked(GroupResource resource) {
        WatchStream stream = streams.get(resource);
        boolean different = false;
        if (stream != null) {
            WatchStream.Batch batch = stream.drain(Integer.MAX_VALUE);
            batch.events().forEach(this::applyLocked);
            different = !batch.events().isEmpty();
            if (batch.state() == WatchStream.State.OPEN) {
                stream.onReady(changes::incrementAndGet);
                return different;
            }
            stream.close();
        }
        reloadLocked(resource);
        return true;
    }

    @GuardedBy("rebuilding")
    private void reloadLocked(GroupResource resource) {
        Listing listing = store.list(resource, "");
        objects.keySet().removeIf(key -> key.resource().equals(resource));
        listing.objects().forEach(object -> objects.put(object.key(), Json.parse(object.json())));
        try {
            WatchStream stream = store.watch(resource, "", listing.revision());
            streams.put(resource, stream);
            stream.onReady(changes::incrementAndGet);
        } catch (CompactedException e) {
            streams.remove(resource);
            changes.incrementAndGet();
        }
    }

    @GuardedBy("rebuilding")
    private void applyLocked(StoreEvent event) {
        if (event.type() == StoreEvent.Type.DELETED) {
            objects.remove(event.object().key());
        } else {
            objects.put(event.object().key(), Json.parse(event.object().json()));
        }
    }

    @Override
    public void close() {
        synchronized (rebuilding) {
            closed = true;
            streams.values().forEach(WatchStream::close);
            streams.clear();
        }
    }
}
