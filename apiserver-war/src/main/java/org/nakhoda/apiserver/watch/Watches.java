package org.nakhoda.apiserver.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Cause;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.registry.ReadBarrier;
import org.nakhoda.apiserver.registry.ReadRevision;
import org.nakhoda.apiserver.registry.Selection;
import org.nakhoda.apiserver.representation.EventWriter;
import org.nakhoda.apiserver.representation.Representation;
import org.nakhoda.apiserver.representation.StoredShape;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.Body;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.CompactedException;
import org.nakhoda.db.store.Listing;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.WatchStream;

/** Starts watches. */
public final class Watches {
    /** Without timeoutSeconds a watch ends after this time to twice this time, so that not all end together. */
    private static final Duration LEAST_TIMEOUT = Duration.ofMinutes(30);

    private final ClusterStore store;
    private final ReadBarrier barrier;
    private final ScheduledExecutorService timer;

    /** @param timer runs the short reminders of all watches */
    public Watches(ClusterStore store, ScheduledExecutorService timer) {
        this.store = store;
        this.barrier = new ReadBarrier(store);
        this.timer = timer;
    }

    /**
     * @throws ApiException if the request cannot be read
     */
    public ApiResponse handle(ApiRequest request, RequestTarget target, ResourceType type) {
        EventWriter writer = Representation.negotiate(request, type).events(type, request);
        Selection selection = Selection.of(request, type).named(target.name());
        Optional<Revision> asked = ReadRevision.parameter(request);
        boolean bookmarks = request.flag("allowWatchBookmarks");
        InitialEvents initial = initialEvents(request, asked);
        EventFrames frames = new EventFrames(type, writer, selection);
        WatchFrames watch = open(target, type, asked, initial, bookmarks, frames, timeout(request));
        return new ApiResponse(200, Map.of(), new Body.Frames(writer.contentType(), watch));
    }

    /** What a watcher gets before the changes. */
    private enum InitialEvents {
        NONE,
        /** Every object as ADDED. */
        OBJECTS,
        /** Every object as ADDED, and then a bookmark that says so. */
        OBJECTS_AND_MARK
    }

    private WatchFrames open(
            RequestTarget target,
            ResourceType type,
            Optional<Revision> asked,
            InitialEvents initial,
            boolean bookmarks,
            EventFrames frames,
            Duration timeout) {
        GroupResource resource = type.storageResource();
        try {
            barrier.await(asked);
        } catch (ApiException e) {
            if (e.reason() == Reason.TIMEOUT) {
                return WatchFrames.failed(frames, e);
            }
            throw e;
        }
        Revision now = store.revision();
        try {
            if (initial != InitialEvents.NONE) {
                Listing listing = store.list(resource, target.namespace());
                if (StoredShape.isReadTogether(type)) {
                    StoredShape.readAll(
                            type,
                            listing.objects().stream().map(StoredObject::json).toList());
                }
                WatchStream stream = store.watch(resource, target.namespace(), listing.revision());
                boolean mark = initial == InitialEvents.OBJECTS_AND_MARK;
                return WatchFrames.after(listing, mark, stream, frames, bookmarks, timeout, timer);
            }
            Revision from = asked.filter(r -> r.value() != 0).orElse(now);
            WatchStream stream = store.watch(resource, target.namespace(), from);
            return WatchFrames.changes(stream, frames, bookmarks, timeout, timer);
        } catch (CompactedException e) {
            return WatchFrames.failed(frames, ApiException.of(Reason.EXPIRED, e.getMessage()));
        }
    }

    private static InitialEvents initialEvents(ApiRequest request, Optional<Revision> asked) {
        boolean fromNow = asked.isEmpty() || asked.get().value() == 0;
        boolean sent = request.query().containsKey("sendInitialEvents");
        String match = request.parameter("resourceVersionMatch").orElse("");
        List<Cause> faults = new ArrayList<>(0);
        if (sent && !match.equals("NotOlderThan")) {
            faults.add(ReadRevision.forbidden(
                    "resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }
        if (!sent && !match.isEmpty()) {
            faults.add(ReadRevision.forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }
        if (!faults.isEmpty()) {
            throw ReadRevision.invalid(faults);
        }
        if (!sent) {
            return fromNow ? InitialEvents.OBJECTS : InitialEvents.NONE;
        }
        if (!request.flag("sendInitialEvents")) {
            return InitialEvents.NONE;
        }
        return request.flag("allowWatchBookmarks") ? InitialEvents.OBJECTS_AND_MARK : InitialEvents.OBJECTS;
    }

    private static Duration timeout(ApiRequest request) {
        String text = request.parameter("timeoutSeconds").orElse("");
        if (!text.isEmpty()) {
            try {
                long seconds = Long.parseLong(text);
                if (seconds > 0) {
                    return Duration.ofSeconds(
                            Math.min(seconds, Duration.ofDays(1).toSeconds()));
                }
            } catch (NumberFormatException e) {
                throw ApiException.badRequest("timeoutSeconds \"" + text + "\" is not a number");
            }
        }
        long least = LEAST_TIMEOUT.toMillis();
        return Duration.ofMillis(least + ThreadLocalRandom.current().nextLong(least));
    }
}
