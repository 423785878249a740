package org.nakhoda.apiserver.authz.node;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.CompactedException;
import org.nakhoda.db.store.Listing;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.WatchStream;

/**
 * Keeps the graph up with the store. Changes wait in the store's streams until a node asks, and are taken over before it is
 * answered: whoever has seen a pod bound may at once read what the pod needs. A stream that nobody has asked for too long
 * has ended by then, and its resource is read anew.
 */
final class NodeRelations implements AutoCloseable {
    private static final List<GroupResource> WATCHED =
            List.of(NodeGraph.PODS, NodeGraph.VOLUMES, NodeGraph.ATTACHMENTS, NodeGraph.SLICES);
    /** The only fields of a bound pod that can come to refer to something new. */
    private static final List<String> GROWING =
            List.of("ephemeralContainers", "resourceClaimStatuses", "extendedResourceClaimStatus");

    private final ClusterStore store;
    private final ReentrantLock graphLock = new ReentrantLock();

    @GuardedBy("graphLock")
    private final NodeGraph graph = new NodeGraph();

    @GuardedBy("graphLock")
    private final Map<GroupResource, WatchStream> streams = new HashMap<>();

    @GuardedBy("graphLock")
    private boolean closed;

    NodeRelations(ClusterStore store) {
        this.store = store;
    }

    boolean related(String node, ResourceKey key) {
        graphLock.lock();
        try {
            if (!closed) {
                WATCHED.forEach(this::refreshLocked);
            }
            return graph.related(node, key);
        } finally {
            graphLock.unlock();
        }
    }

    @GuardedBy("graphLock")
    private void refreshLocked(GroupResource resource) {
        WatchStream stream = streams.get(resource);
        if (stream != null) {
            WatchStream.Batch batch = stream.drain(Integer.MAX_VALUE);
            batch.events().forEach(this::applyLocked);
            if (batch.state() == WatchStream.State.OPEN) {
                return;
            }
            stream.close();
            streams.remove(resource);
        }
        Listing listing = store.list(resource, "");
        graph.removeAll(resource);
        listing.objects().forEach(this::putLocked);
        try {
            streams.put(resource, store.watch(resource, "", listing.revision()));
        } catch (CompactedException e) {
            // so many changes since the list that the next question reads it anew
            streams.remove(resource);
        }
    }

    @GuardedBy("graphLock")
    private void applyLocked(StoreEvent event) {
        if (event.type() == StoreEvent.Type.DELETED) {
            graph.remove(event.object().key());
        } else {
            putLocked(event.object());
        }
    }

    @GuardedBy("graphLock")
    private void putLocked(StoredObject object) {
        ResourceKey key = object.key();
        if (key.resource().equals(NodeGraph.PODS)) {
            if ("".equals(object.fields().get("spec.nodeName"))) {
                return;
            }
            if (graph.knows(key, object.uid()) && !mayRefer(object)) {
                return;
            }
        }
        graph.put(key, object.uid(), Json.parse(object.json()));
    }

    /** Statuses change often, references hardly ever: a look at the text spares reading it. */
    private static boolean mayRefer(StoredObject pod) {
        String text = new String(pod.json(), StandardCharsets.ISO_8859_1);
        return GROWING.stream().anyMatch(text::contains);
    }

    @Override
    public void close() {
        graphLock.lock();
        try {
            closed = true;
            streams.values().forEach(WatchStream::close);
            streams.clear();
        } finally {
            graphLock.unlock();
        }
    }
}
