package org.nakhoda.client.informer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.nakhoda.api.json.Json;
import org.nakhoda.client.queue.Backoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Follows the objects of one collection, for ever: trouble with the API server only makes it late. It keeps no objects; what is
 * made of their JSON is its sink's business.
 *
 * <pre>
 *   stopped --start--> listing --all pages--> watching --stream ends--> watching (from the last version seen)
 *                        ^  |                     |
 *                        |  +-- trouble: later ---+-- 410 Gone --> listing
 * </pre>
 */
final class Reflector {
    private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
    private static final int PAGE = 500;
    /** So many failures in a row are no hiccup. */
    private static final int TROUBLE = 3;

    /** A server marks each minute of a quiet watch; a connection on which nothing comes for longer has lost its other end. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(150);

    /** Takes what the API tells: one call at a time, in order, and none that blocks. */
    interface Sink {
        /** A list begins. Whatever it does not show until {@link #listed} is gone. */
        void listing();

        /**
         * An object is there in this state.
         *
         * @return its resourceVersion
         */
        String seen(byte[] object);

        /**
         * An object is gone.
         *
         * @param object its last state, at the version of its end
         * @return its resourceVersion
         */
        String gone(byte[] object);

        /** All pages of a list have been shown. */
        void listed();
    }

    /** What is asked for: a collection's path below the server's root, its selectors as a query, and media types. */
    record Collection(String path, String query, String listType, String watchType) {
        private static final String JSON = "application/json";

        /** @param fieldSelector empty for all objects */
        static Collection whole(String path, String fieldSelector) {
            String query = fieldSelector.isEmpty()
                    ? ""
                    : "&fieldSelector=" + URLEncoder.encode(fieldSelector, StandardCharsets.UTF_8);
            return new Collection(path, query, JSON, JSON);
        }

        /** The objects' metadata only. */
        static Collection metadata(String path) {
            String meta = ";g=meta.k8s.io;v=v1," + JSON;
            return new Collection(
                    path, "", JSON + ";as=PartialObjectMetadataList" + meta, JSON + ";as=PartialObjectMetadata" + meta);
        }
    }

    private final ReentrantLock stateLock = new ReentrantLock();
    private final KubernetesClient client;
    private final Collection collection;
    private final Executor executor;
    private final Sink sink;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();

    /** Touched by one task at a time; see {@link #serially}. */
    private String version = "";

    @GuardedBy("stateLock")
    private boolean running;

    @GuardedBy("stateLock")
    private AsyncBody stream;

    @GuardedBy("stateLock")
    private int failures;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /** Tasks that have not ended; whoever brings the first one has them run. */
    private final AtomicInteger waiting = new AtomicInteger();

    Reflector(KubernetesClient client, Collection collection, Executor executor, Sink sink) {
        this.client = client;
        this.collection = collection;
        this.executor = executor;
        this.sink = sink;
    }

    /** May be repeated. */
    void start() {
        stateLock.lock();
        try {
            if (running) {
                return;
            }
            running = true;
        } finally {
            stateLock.unlock();
        }
        serially(this::list);
    }

    /**
     * Runs tasks one after the other, in order, the sink's calls among them, though the executor may have many threads. A burst
     * of them is one task of the executor, for an application server's executor captures and restores the caller's context
     * around each.
     */
    void serially(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException e) {
                LOG.debug("the executor has ended, and with it the informer of {}", collection.path());
            }
        }
    }

    private void drain() {
        do {
            try {
                tasks.remove().run();
            } catch (RuntimeException e) {
                LOG.error("a change of {} could not be dealt with", collection.path(), e);
            }
        } while (waiting.decrementAndGet() > 0);
    }

    /** Ends for good; what is on its way may still arrive. */
    void stop() {
        AsyncBody open;
        stateLock.lock();
        try {
            running = false;
            open = stream;
            stream = null;
        } finally {
            stateLock.unlock();
        }
        if (open != null) {
            open.cancel();
        }
    }

    /**
     * Completes when everything that existed at the start has been passed on, or when listing has failed several times in a
     * row: one resource that cannot be listed (its conversion webhook is down, its server gone) must not hold up the others.
     */
    CompletionStage<Void> settled() {
        return settled;
    }

    private boolean isRunning() {
        stateLock.lock();
        try {
            return running;
        } finally {
            stateLock.unlock();
        }
    }

    private HttpRequest.Builder request(String query, String accept) {
        String root = client.getMasterUrl().toString();
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri((root.endsWith("/") ? root.substring(0, root.length() - 1) : root)
                        + collection.path()
                        + "?"
                        + query
                        + collection.query())
                .header("Accept", accept);
    }

    private void list() {
        if (isRunning()) {
            sink.listing();
            page("");
        }
    }

    private void page(String continuation) {
        if (!isRunning()) {
            return;
        }
        String query = "limit=" + PAGE + (continuation.isEmpty() ? "" : "&continue=" + continuation);
        client.getHttpClient()
                .sendAsync(request(query, collection.listType()).build(), byte[].class)
                .whenComplete((response, failure) -> serially(() -> {
                    if (failure != null) {
                        later("list", failure.toString(), this::list);
                    } else if (response.code() == HttpURLConnection.HTTP_GONE) {
                        list();
                    } else if (response.code() != HttpURLConnection.HTTP_OK) {
                        later("list", "HTTP " + response.code(), this::list);
                    } else {
                        paged(response.body());
                    }
                }));
    }

    private void paged(byte[] body) {
        ListPage page;
        try {
            page = ListPage.of(body);
            page.items().forEach(sink::seen);
        } catch (JacksonException e) {
            later("list", e.getOriginalMessage(), this::list);
            return;
        }
        if (!page.continuation().isEmpty()) {
            page(page.continuation());
            return;
        }
        version = page.resourceVersion();
        sink.listed();
        succeeded();
        settled.complete(null);
        watch();
    }

    private void watch() {
        if (!isRunning()) {
            return;
        }
        Stream lines = new Stream();
        String query = "watch=true&allowWatchBookmarks=true&resourceVersion=" + version;
        client.getHttpClient()
                .consumeBytes(
                        request(query, collection.watchType()).forStreaming().build(), (chunks, body) -> {
                            // chunks arrive one after the other: the next one is asked for when these have been dealt
                            // with
                            serially(() -> {
                                if (lines.take(chunks)) {
                                    body.consume();
                                } else {
                                    body.cancel();
                                }
                            });
                        })
                .whenComplete((response, failure) -> serially(() -> opened(response, failure, lines)));
    }

    private void opened(HttpResponse<AsyncBody> response, Throwable failure, Stream lines) {
        if (failure != null) {
            later("watch", failure.toString(), this::watch);
            return;
        }
        if (response.code() == HttpURLConnection.HTTP_GONE) {
            response.body().cancel();
            list();
            return;
        }
        if (response.code() != HttpURLConnection.HTTP_OK) {
            response.body().cancel();
            later("watch", "HTTP " + response.code(), this::watch);
            return;
        }
        stateLock.lock();
        try {
            if (!running) {
                response.body().cancel();
                return;
            }
            stream = response.body();
        } finally {
            stateLock.unlock();
        }
        response.body().done().whenComplete((nothing, end) -> serially(() -> ended(lines)));
        response.body().consume();
        guard(response.body(), lines);
    }

    /** Ends a stream on which nothing comes any more. */
    private void guard(AsyncBody body, Stream lines) {
        lines.silent = true;
        delayed(LONGEST_SILENCE, () -> {
            if (body.done().isDone()) {
                return;
            }
            if (lines.silent) {
                body.cancel();
            } else {
                guard(body, lines);
            }
        });
    }

    private void ended(Stream lines) {
        if (lines.expired) {
            list();
        } else if (lines.any) {
            succeeded();
            watch();
        } else {
            later("watch", "the stream ended without an event", this::watch);
        }
    }

    private void succeeded() {
        stateLock.lock();
        try {
            failures = 0;
        } finally {
            stateLock.unlock();
        }
    }

    private void later(String what, String why, Runnable again) {
        Duration delay;
        boolean troubled;
        stateLock.lock();
        try {
            if (!running) {
                return;
            }
            delay = BACKOFF.delay(failures++);
            if (failures == TROUBLE) {
                LOG.warn("Cannot {} {} now, trying again: {}", what, collection.path(), why);
            } else {
                LOG.debug("Cannot {} {} now, again in {}: {}", what, collection.path(), delay, why);
            }
            troubled = failures >= TROUBLE;
        } finally {
            stateLock.unlock();
        }
        if (troubled) {
            settled.complete(null);
        }
        delayed(delay, again);
    }

    private void delayed(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(() -> serially(task));
    }

    /** Puts the chunks of one watch together to lines, one event each. */
    private final class Stream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private boolean expired;
        private boolean any;
        private boolean silent;

        /** @return false if the stream has told that it is of no more use */
        boolean take(List<ByteBuffer> chunks) {
            silent = false;
            for (ByteBuffer chunk : chunks) {
                byte[] bytes = new byte[chunk.remaining()];
                chunk.get(bytes);
                int from = 0;
                for (int i = 0; i < bytes.length; i++) {
                    if (bytes[i] == '\n') {
                        line.write(bytes, from, i - from);
                        from = i + 1;
                        if (!event()) {
                            return false;
                        }
                    }
                }
                line.write(bytes, from, bytes.length - from);
            }
            return true;
        }

        private boolean event() {
            byte[] text = line.toByteArray();
            line.reset();
            if (text.length == 0) {
                return true;
            }
            try {
                return event(WatchEvent.of(text));
            } catch (JacksonException e) {
                LOG.warn("Unreadable event in the watch of {}: {}", collection.path(), e.getOriginalMessage());
                return false;
            }
        }

        private boolean event(WatchEvent event) {
            switch (event.type()) {
                case "ADDED", "MODIFIED" -> version = sink.seen(event.object());
                case "DELETED" -> version = sink.gone(event.object());
                case "BOOKMARK" -> version = ObjectMetadata.of(event.object()).resourceVersion();
                default -> {
                    // an error ends the stream; an expired version asks for a new list
                    expired = Json.parse(event.object()).path("code").asInt(0) == HttpURLConnection.HTTP_GONE;
                    any = expired;
                    return false;
                }
            }
            // only what was taken counts: a stream that begins with an object that cannot be read is opened again with
            // a pause
            any = true;
            return true;
        }
    }
}
