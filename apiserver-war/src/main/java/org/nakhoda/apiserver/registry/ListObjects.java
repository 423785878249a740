package org.nakhoda.apiserver.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.apiserver.registry.ListOptions.Freshness;
import org.nakhoda.apiserver.representation.Representation;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Listing;
import org.nakhoda.db.store.StoredObject;

/** Lists a collection at one revision, whole or in pages. */
final class ListObjects {
    private final ClusterStore store;
    private final ReadBarrier barrier;

    ListObjects(ClusterStore store, ReadBarrier barrier) {
        this.store = store;
        this.barrier = barrier;
    }

    ApiResponse handle(Call call) {
        Representation accepted = Representation.negotiate(call.request(), call.type());
        Selected selected = select(call);
        return Responses.list(call, accepted, selected.position(), new StoredBytes(selected.objects));
    }

    /**
     * The objects that a request asks for.
     *
     * @throws ApiException if the request cannot be read, or the revision that it asks for is not kept
     */
    Selected select(Call call) {
        Selection selection = Selection.of(call.request(), call.type());
        ListOptions options = ListOptions.of(call.request());
        Listing listing = listing(call, options);
        return page(listing, start(call, listing.objects(), options.from()), options.limit(), selection);
    }

    private Listing listing(Call call, ListOptions options) {
        if (options.from().filter(token -> !token.anyRevision()).isPresent()) {
            ContinueToken token = options.from().get();
            return at(call, token.revision())
                    .orElseThrow(() -> ApiException.expired(
                            "the list cannot be continued as it was at revision " + token.revision()
                                    + ", which is not kept any more: list again without continue, or go on with the"
                                    + " token of this answer, which shows the rest as it is now and misses what"
                                    + " changed in the part that was read",
                            token.atAnyRevision().encode()));
        }
        if (options.from().isEmpty() && options.freshness() == Freshness.EXACT) {
            Revision exact = options.revision().orElseThrow();
            return at(call, exact).orElseThrow(() -> ReadRevision.expired(exact));
        }
        barrier.await(options.revision());
        return store.list(call.type().storageResource(), call.namespace());
    }

    private Optional<Listing> at(Call call, Revision revision) {
        barrier.awaitRevision(revision);
        return store.listAt(call.type().storageResource(), call.namespace(), revision);
    }

    /** The first object after the token's. */
    private static int start(Call call, List<StoredObject> objects, Optional<ContinueToken> from) {
        if (from.isEmpty()) {
            return 0;
        }
        ResourceKey after = new ResourceKey(
                call.type().storageResource(),
                from.get().namespace(),
                from.get().name());
        int low = 0;
        int high = objects.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (objects.get(middle).key().compareTo(after) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static Selected page(Listing listing, int start, long limit, Selection selection) {
        List<StoredObject> objects = listing.objects();
        boolean everything = selection.everything();
        if (everything && limit == 0) {
            return new Selected(listing.revision(), objects.subList(start, objects.size()), null, null);
        }
        List<StoredObject> chosen = new ArrayList<>();
        int at = start;
        for (; at < objects.size() && (limit == 0 || chosen.size() < limit); at++) {
            StoredObject object = objects.get(at);
            if (everything || selection.matches(object)) {
                chosen.add(object);
            }
        }
        if (at == objects.size()) {
            return new Selected(listing.revision(), chosen, null, null);
        }
        ResourceKey last = objects.get(at - 1).key();
        return new Selected(
                listing.revision(),
                chosen,
                new ContinueToken(listing.revision(), last.namespace(), last.name()).encode(),
                everything ? (long) (objects.size() - at) : null);
    }

    /**
     * One page of a list.
     *
     * @param next continues the list; null on the last page
     * @param remaining how many objects follow; null if that is not known
     */
    record Selected(Revision revision, List<StoredObject> objects, String next, Long remaining) {
        ListPosition position() {
            return new ListPosition(revision, next, remaining);
        }
    }

    /** The objects' bytes, seen through. */
    private static final class StoredBytes extends java.util.AbstractList<byte[]> {
        private final List<StoredObject> objects;

        StoredBytes(List<StoredObject> objects) {
            this.objects = objects;
        }

        @Override
        public byte[] get(int index) {
            return objects.get(index).json();
        }

        @Override
        public int size() {
            return objects.size();
        }
    }
}
