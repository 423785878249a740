package org.nakhoda.db.masters;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.memory.ClusterState;
import org.nakhoda.db.peer.ChangeOutput;
import org.nakhoda.db.peer.PeerException;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.watch.Feed;
import tools.jackson.databind.node.ObjectNode;

/** What the leader sends to one follower: first what it lacks, then each change, and a sign of life where there is none. */
final class FeedOfLeader {
    private static final int EVENTS = 1000;
    private static final int OBJECTS = 500;
    private static final Duration BEAT = Duration.ofMillis(200);

    private final Feed feed;
    private final BooleanSupplier leads;
    private final ChangeOutput out;

    /** @param leads whether this member still leads, in the epoch in which the feed was opened */
    FeedOfLeader(Feed feed, BooleanSupplier leads, ChangeOutput out) {
        this.feed = feed;
        this.leads = leads;
        this.out = out;
    }

    /**
     * @throws PeerException once this member does not lead any more
     * @throws IOException once the follower is gone
     */
    void send(Revision after) throws IOException, InterruptedException {
        out.mark(mark("begin", feed.state().revision()));
        Revision sent = after;
        while (leads.getAsBoolean()) {
            Optional<List<StoreEvent>> changes = feed.changesAfter(sent, EVENTS, BEAT);
            if (changes.isEmpty()) {
                sent = sendState();
            } else if (changes.get().isEmpty()) {
                out.mark(mark("beat", sent));
            } else {
                out.events(changes.get());
                sent = changes.get().get(changes.get().size() - 1).revision();
            }
        }
        throw new PeerException("this master does not lead any more");
    }

    private Revision sendState() throws IOException {
        ClusterState state = feed.state();
        out.mark(mark("state", state.revision()));
        for (GroupResource resource : state.sizes().keySet()) {
            List<StoredObject> objects = state.list(resource, "");
            for (int from = 0; from < objects.size(); from += OBJECTS) {
                out.objects(objects.subList(from, Math.min(objects.size(), from + OBJECTS)));
            }
        }
        out.mark(mark("complete", state.revision()));
        return state.revision();
    }

    private ObjectNode mark(String what, Revision revision) {
        return Json.object()
                .put("mark", what)
                .put("revision", revision.value())
                .put("compactedTo", feed.compactedTo().value());
    }
}
