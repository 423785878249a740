package org.nakhoda.apiserver.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.apiserver.representation.Representation;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Listing;
import org.nakhoda.db.store.StoredObject;

/** Lists a collection at one revision, whole or in pages. */
final class ListObjects {
    private final ClusterStore store;

    ListObjects(ClusterStore store) {
        this.store = store;
    }

    ApiResponse handle(Call call) {
        Representation accepted = Representation.negotiate(call.request(), call.type());
        Selected selected = select(call);
        return new ApiResponse(
                200,
                Map.of(),
                accepted.list(call.type(), selected.position(), new StoredBytes(selected.objects), call.request()));
    }

    /**
     * The objects that a request asks for.
     *
     * @throws ApiException if the request cannot be read, or the revision that it asks for is not kept
     */
    Selected select(Call call) {
        ApiRequest request = call.request();
        Selection selection = Selection.of(request, call.type());
        long limit = limit(request);
        Optional<ContinueToken> from =
                request.parameter("continue").filter(t -> !t.isEmpty()).map(ContinueToken::parse);
        Listing listing = listing(call, from);
        return page(listing, start(call, listing.objects(), from), limit, selection);
    }

    private Listing listing(Call call, Optional<ContinueToken> from) {
        Optional<Revision> asked = ReadRevision.parameter(call.request());
        String match = call.request().parameter("resourceVersionMatch").orElse("");
        if (from.isPresent()) {
            if (asked.isPresent() && asked.get().value() != 0) {
                throw ApiException.badRequest("specifying resource version is not allowed when using continue");
            }
            return at(call, from.get().revision(), "continue parameter");
        }
        switch (match) {
            case "" -> {}
            case "Exact" -> {
                Revision exact = asked.filter(r -> r.value() != 0)
                        .orElseThrow(() -> ReadRevision.invalid(
                                "resourceVersionMatch",
                                "Forbidden: resourceVersionMatch \"Exact\" is forbidden without a resourceVersion"));
                return at(call, exact, "resource version");
            }
            case "NotOlderThan" -> {
                if (asked.isEmpty()) {
                    throw ReadRevision.invalid(
                            "resourceVersionMatch",
                            "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
                }
            }
            default ->
                throw ReadRevision.invalid(
                        "resourceVersionMatch",
                        "Unsupported value: \"" + match + "\": supported values: \"Exact\", \"NotOlderThan\"");
        }
        Listing now = store.list(call.type().storageResource(), call.namespace());
        asked.ifPresent(revision -> ReadRevision.notAfter(revision, now.revision()));
        return now;
    }

    private Listing at(Call call, Revision revision, String what) {
        ReadRevision.notAfter(revision, store.revision());
        return store.listAt(call.type().storageResource(), call.namespace(), revision)
                .orElseThrow(() -> ApiException.of(
                        Reason.EXPIRED,
                        "The provided " + what + " is too old: revision " + revision
                                + " is not kept any more; list again without it"));
    }

    private static long limit(ApiRequest request) {
        String text = request.parameter("limit").orElse("");
        if (text.isEmpty()) {
            return 0;
        }
        try {
            long limit = Long.parseLong(text);
            if (limit < 0) {
                throw ApiException.badRequest("limit \"" + text + "\" is negative");
            }
            return limit;
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("limit \"" + text + "\" is not a number");
        }
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
