package org.nakhoda.apiserver.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;

/**
 * Something made of all objects of some resources, and made again when one of them changed. It is what the store has now:
 * whoever has seen a write acknowledged also sees it obeyed. While nothing changes, a look costs a comparison of lists, and
 * next to nothing if they are empty.
 */
public final class StoredView<T> {
    private final ClusterStore store;
    private final List<GroupResource> resources;
    private final Function<List<List<StoredObject>>, T> maker;
    private volatile Made<T> made;

    private record Made<T>(List<List<StoredObject>> objects, T value) {}

    /**
     * @param resources of the cluster; where the first one has no objects, nothing is looked at
     * @param maker is given the objects of each resource, in the order of their names
     */
    public StoredView(ClusterStore store, List<GroupResource> resources, Function<List<List<StoredObject>>, T> maker) {
        this.store = store;
        this.resources = List.copyOf(resources);
        this.maker = maker;
        this.made = new Made<>(
                List.of(),
                maker.apply(resources.stream()
                        .map(resource -> List.<StoredObject>of())
                        .toList()));
    }

    public T current() {
        Made<T> known = made;
        List<StoredObject> first = store.list(resources.get(0), "").objects();
        if (first.isEmpty() && known.objects().isEmpty()) {
            return known.value();
        }
        List<List<StoredObject>> now = new ArrayList<>(resources.size());
        now.add(first);
        for (int i = 1; i < resources.size(); i++) {
            now.add(store.list(resources.get(i), "").objects());
        }
        if (same(known.objects(), now)) {
            return known.value();
        }
        Made<T> next = new Made<>(now, maker.apply(now));
        made = next;
        return next.value();
    }

    private static boolean same(List<List<StoredObject>> before, List<List<StoredObject>> now) {
        if (before.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            List<StoredObject> a = before.get(i);
            List<StoredObject> b = now.get(i);
            if (a != b && a.size() != b.size()) {
                return false;
            }
            for (int at = 0; a != b && at < a.size(); at++) {
                if (a.get(at) != b.get(at)) {
                    return false;
                }
            }
        }
        return true;
    }
}
