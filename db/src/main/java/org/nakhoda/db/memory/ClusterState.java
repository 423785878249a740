package org.nakhoda.db.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;

/** All objects of the cluster as they were at one revision. Immutable. */
public final class ClusterState {
    private final Revision revision;
    private final Map<GroupResource, SortedTable> tables;

    private ClusterState(Revision revision, Map<GroupResource, SortedTable> tables) {
        this.revision = revision;
        this.tables = tables;
    }

    /** @param objects in any order */
    public static ClusterState of(Revision revision, Collection<StoredObject> objects) {
        Map<GroupResource, List<StoredObject>> byResource = new HashMap<>();
        for (StoredObject object : objects) {
            byResource
                    .computeIfAbsent(object.key().resource(), r -> new ArrayList<>())
                    .add(object);
        }
        Map<GroupResource, SortedTable> tables = new HashMap<>();
        byResource.forEach((resource, list) -> tables.put(resource, SortedTable.of(list)));
        return new ClusterState(revision, tables);
    }

    public Revision revision() {
        return revision;
    }

    /** The object, or null. */
    public StoredObject get(ResourceKey key) {
        return table(key.resource()).get(key);
    }

    /** In key order; all namespaces if {@code namespace} is empty. Immutable, random access. */
    public List<StoredObject> list(GroupResource resource, String namespace) {
        return table(resource).in(namespace);
    }

    public int size() {
        return tables.values().stream().mapToInt(SortedTable::size).sum();
    }

    /** How many objects there are of each resource that has any. */
    public Map<GroupResource, Integer> sizes() {
        Map<GroupResource, Integer> sizes = new HashMap<>();
        tables.forEach((resource, table) -> {
            if (table.size() > 0) {
                sizes.put(resource, table.size());
            }
        });
        return sizes;
    }

    /** The same objects at a later revision, for revisions never go back. */
    public ClusterState asOf(Revision later) {
        return new ClusterState(later, tables);
    }

    /** @param events in revision order, all newer than this state */
    public ClusterState after(List<StoreEvent> events) {
        Map<GroupResource, SortedTable.Editor> editors = new HashMap<>();
        Revision newest = revision;
        for (StoreEvent event : events) {
            ResourceKey key = event.object().key();
            SortedTable.Editor editor = editors.computeIfAbsent(key.resource(), r -> table(r).edit());
            if (event.type() == StoreEvent.Type.DELETED) {
                editor.remove(key);
            } else {
                editor.put(event.object());
            }
            newest = event.revision();
        }
        Map<GroupResource, SortedTable> next = new HashMap<>(tables);
        editors.forEach((resource, editor) -> next.put(resource, editor.table()));
        return new ClusterState(newest, next);
    }

    /**
     * One resource, alone, as it was at an earlier revision.
     *
     * @param events the resource's events after that revision up to this state, in revision order, predecessors known
     */
    public ClusterState before(GroupResource resource, List<StoreEvent> events, Revision earlier) {
        SortedTable.Editor editor = table(resource).edit();
        for (int i = events.size() - 1; i >= 0; i--) {
            StoreEvent event = events.get(i);
            if (event.previous() == null) {
                editor.remove(event.object().key());
            } else {
                editor.put(event.previous());
            }
        }
        return new ClusterState(earlier, Map.of(resource, editor.table()));
    }

    private SortedTable table(GroupResource resource) {
        return tables.getOrDefault(resource, SortedTable.EMPTY);
    }
}
