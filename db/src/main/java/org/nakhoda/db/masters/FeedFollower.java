package org.nakhoda.db.masters;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.memory.ClusterState;
import org.nakhoda.db.peer.ChangeInput;
import org.nakhoda.db.peer.ChangeInput.Part;
import org.nakhoda.db.peer.PeerException;
import org.nakhoda.db.peer.Peers;
import org.nakhoda.db.peer.Question;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.watch.Feed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps this member's memory like the leader's: reads the leader's feed, from the revision that memory is at, or from a whole
 * state where the leader's memory does not reach back that far. All that comes has been committed.
 */
final class FeedFollower {
    private static final Logger LOG = LoggerFactory.getLogger(FeedFollower.class);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(30);

    private final SwitchedStore store;
    private final Peers peers;
    private final Supplier<Optional<Member>> leader;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private Thread thread;

    @GuardedBy("lock")
    private ChangeInput input;

    private volatile Optional<Member> connected = Optional.empty();
    private volatile boolean running;
    private volatile boolean everCurrent;

    /** @param leader who leads now, other than this member */
    FeedFollower(SwitchedStore store, Peers peers, Supplier<Optional<Member>> leader) {
        this.store = store;
        this.peers = peers;
        this.leader = leader;
    }

    void start() {
        synchronized (lock) {
            if (thread != null) {
                return;
            }
            running = true;
            thread = new Thread(this::run, "masters-feed");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** When this returns, memory is not written to any more. */
    void stop() throws InterruptedException {
        Thread old;
        synchronized (lock) {
            running = false;
            old = thread;
            thread = null;
            closeLocked();
        }
        if (old != null) {
            old.interrupt();
            old.join();
        }
        connected = Optional.empty();
    }

    /** Whoever led may be frozen, and its connection silent: it is not waited for. */
    void leaderChanged() {
        Optional<Member> now = leader.get();
        synchronized (lock) {
            if (connected.isPresent() && !connected.equals(now)) {
                closeLocked();
            }
        }
    }

    @GuardedBy("lock")
    private void closeLocked() {
        if (input != null) {
            input.close();
            input = null;
        }
    }

    /** The leader whose changes come; it has opened its store. */
    Optional<Member> connectedTo() {
        return connected;
    }

    /** Whether memory has been up to date at some time. */
    boolean everCurrent() {
        return everCurrent;
    }

    private void run() {
        while (running) {
            try {
                Optional<Member> member = leader.get();
                if (member.isPresent()) {
                    read(member.get());
                }
            } catch (PeerException e) {
                LOG.debug("the feed ended: {}", e.getMessage());
            } catch (IOException e) {
                LOG.debug("the feed broke", e);
            } catch (RuntimeException e) {
                LOG.error("the leader's feed cannot be followed; trying again", e);
            }
            connected = Optional.empty();
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void read(Member member) throws IOException {
        Feed feed = store.feed();
        Question question =
                Question.of("feed").with("after", feed.state().revision().value());
        try (ChangeInput opened = peers.feed(member, question, store.indexer(), SILENCE)) {
            synchronized (lock) {
                if (!running) {
                    return;
                }
                input = opened;
            }
            List<StoredObject> incoming = null;
            long currentAt = Long.MAX_VALUE;
            while (running) {
                Part part = opened.next(key -> feed.state().get(key));
                if (part instanceof Part.Changes changes) {
                    feed.publish(changes.events());
                } else if (part instanceof Part.Objects objects && incoming != null) {
                    incoming.addAll(objects.objects());
                } else if (part instanceof Part.Mark mark) {
                    ObjectNode content = mark.content();
                    switch (content.path("mark").asString("")) {
                        case "begin" -> {
                            currentAt = content.path("revision").asLong();
                            connected = Optional.of(member);
                            LOG.info(
                                    "following the changes of {} from revision {}",
                                    member.name(),
                                    feed.state().revision());
                        }
                        case "state" -> incoming = new ArrayList<>();
                        case "complete" -> {
                            replace(feed, content, incoming);
                            incoming = null;
                        }
                        default ->
                            feed.compactTo(
                                    new Revision(content.path("compactedTo").asLong(0)));
                    }
                }
                if (incoming == null && feed.state().revision().value() >= currentAt) {
                    everCurrent = true;
                }
            }
        }
    }

    private static void replace(Feed feed, ObjectNode mark, List<StoredObject> objects) {
        Revision revision = new Revision(mark.path("revision").asLong());
        feed.reset(
                ClusterState.of(revision, objects),
                new Revision(mark.path("compactedTo").asLong(0)));
        LOG.info("took over the whole state of {} objects at revision {}", objects.size(), revision);
    }
}
