package org.nakhoda.apiserver.watch;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.registry.ReadRevision;
import org.nakhoda.apiserver.request.ApiResponse.FrameSource;
import org.nakhoda.db.store.Listing;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.WatchStream;

/**
 * One watch. It holds no thread: whoever reads it polls while there is something, and is signalled when the store has
 * changes, when a bookmark is due and when the watch has lasted long enough.
 *
 * <pre>
 *   initial objects -> (mark) -> changes and bookmarks -> ended: timed out | fell behind (ERROR 410) | store closed
 *                                                                | kind declared anew | object not convertible (ERROR)
 * </pre>
 */
final class WatchFrames implements FrameSource {
    private static final long BOOKMARK_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int BATCH = 256;

    private final WatchStream stream;
    private final EventFrames frames;
    private final boolean bookmarks;
    private final long deadline;
    private final List<Future<?>> reminders;
    private final AtomicReference<Runnable> waiting = new AtomicReference<>();

    private List<StoredObject> initial;
    private int sent;
    private boolean markDue;
    private ApiException fault;
    private Revision reached;
    private long nextBookmark;
    private boolean ended;
    private volatile boolean subscribed;

    private WatchFrames(
            WatchStream stream,
            EventFrames frames,
            boolean bookmarks,
            Duration timeout,
            ScheduledExecutorService timer) {
        this.stream = stream;
        this.frames = frames;
        this.bookmarks = bookmarks;
        long now = System.nanoTime();
        this.deadline = now + timeout.toNanos();
        this.nextBookmark = now + BOOKMARK_NANOS;
        this.initial = List.of();
        this.reached = Revision.NONE;
        this.reminders = new ArrayList<>(2);
        if (timer != null) {
            reminders.add(timer.schedule(this::signal, timeout.toNanos(), TimeUnit.NANOSECONDS));
            if (bookmarks) {
                reminders.add(timer.scheduleWithFixedDelay(
                        this::signal, BOOKMARK_NANOS, BOOKMARK_NANOS, TimeUnit.NANOSECONDS));
            }
        }
    }

    /** Changes only. */
    static WatchFrames changes(
            WatchStream stream,
            EventFrames frames,
            boolean bookmarks,
            Duration timeout,
            ScheduledExecutorService timer) {
        return new WatchFrames(stream, frames, bookmarks, timeout, timer);
    }

    /** The listed objects, then the changes that came after them. */
    static WatchFrames after(
            Listing listing,
            boolean mark,
            WatchStream stream,
            EventFrames frames,
            boolean bookmarks,
            Duration timeout,
            ScheduledExecutorService timer) {
        WatchFrames watch = new WatchFrames(stream, frames, bookmarks, timeout, timer);
        watch.initial = listing.objects();
        watch.reached = listing.revision();
        watch.markDue = mark;
        return watch;
    }

    /** A watch that cannot be: one ERROR event, as Kubernetes' clients expect, instead of a refused request. */
    static WatchFrames failed(EventFrames frames, ApiException fault) {
        WatchFrames watch = new WatchFrames(null, frames, false, Duration.ZERO, null);
        watch.fault = fault;
        return watch;
    }

    @Override
    public byte[] poll() {
        if (ended) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try {
            fill(out);
        } catch (ApiException e) {
            fault = e;
        }
        if (fault != null) {
            frames.error(fault, out);
            ended = true;
        }
        return out.size() == 0 ? null : out.toByteArray();
    }

    /** @throws ApiException if an object cannot be shown; what was written before it stays */
    private void fill(ByteArrayOutputStream out) {
        if (fault != null) {
            return;
        }
        while (out.size() < PIECE_BYTES && sent < initial.size()) {
            frames.initial(initial.get(sent++), out);
        }
        if (sent == initial.size() && !initial.isEmpty()) {
            initial = List.of();
            sent = 0;
        }
        if (initial.isEmpty() && out.size() < PIECE_BYTES) {
            if (markDue) {
                frames.bookmark(reached, true, out);
                markDue = false;
            }
            drain(out);
        }
    }

    private void drain(ByteArrayOutputStream out) {
        WatchStream.Batch batch = stream.drain(BATCH);
        if (!batch.events().isEmpty() && frames.areOutdated()) {
            ended = true;
            return;
        }
        for (StoreEvent event : batch.events()) {
            frames.change(event, out);
        }
        if (batch.upTo().isAfter(reached)) {
            reached = batch.upTo();
        }
        if (batch.state() != WatchStream.State.OPEN) {
            if (batch.state() == WatchStream.State.OVERRUN) {
                frames.error(ReadRevision.expired(reached), out);
            }
            ended = true;
            return;
        }
        long now = System.nanoTime();
        boolean timedOut = now - deadline >= 0;
        if (bookmarks && (timedOut || now - nextBookmark >= 0) && reached.value() > 0) {
            frames.bookmark(reached, false, out);
            nextBookmark = now + BOOKMARK_NANOS;
        }
        ended = timedOut;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public void onReady(Runnable signal) {
        waiting.set(signal);
        if (ended || sent < initial.size() || markDue || System.nanoTime() - deadline >= 0) {
            signal();
        } else if (!subscribed) {
            subscribed = true;
            stream.onReady(() -> {
                subscribed = false;
                signal();
            });
        }
    }

    private void signal() {
        Runnable signal = waiting.getAndSet(null);
        if (signal != null) {
            signal.run();
        }
    }

    @Override
    public void close() {
        reminders.forEach(reminder -> reminder.cancel(false));
        if (stream != null) {
            stream.close();
        }
        waiting.set(null);
    }
}
