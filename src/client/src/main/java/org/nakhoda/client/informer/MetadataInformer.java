package org.nakhoda.client.informer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.nakhoda.api.json.Json;
import org.nakhoda.client.queue.Backoff;
import org.nakhoda.client.queue.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Follows the metadata of all objects of one resource, whatever its kind, as PartialObjectMetadata: for those who deal
 * with everything and must not hold everything. It keeps names and uids only, to tell what is gone after a relist.
 *
 * <pre>
 *   stopped --start--> listing --all pages--> watching --stream ends--> watching (from the last version seen)
 *                        ^  |                     |
 *                        |  +-- trouble: later ---+-- 410 Gone --> listing
 * </pre>
 *
 * Changes are passed on one at a time and in order. The consumer does not block.
 */
public final class MetadataInformer {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataInformer.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
    private static final int PAGE = 500;
    /** So many failures in a row are no hiccup. */
    private static final int TROUBLE = 3;

    private static final String LIST =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    private static final String WATCH = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    private final ReentrantLock stateLock = new ReentrantLock();
    private final KubernetesClient client;
    private final String path;
    private final Executor executor;
    private final Consumer<Change<ObjectMetadata>> changes;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();

    /** Touched by one task at a time, as is the version; see {@link #serially}. */
    private final Map<ObjectName, ObjectMetadata> known = new HashMap<>();

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

    /**
     * @param path of the resource's collection in all namespaces
     */
    public MetadataInformer(
            KubernetesClient client, String path, Executor executor, Consumer<Change<ObjectMetadata>> changes) {
        this.client = client;
        this.path = path;
        this.executor = executor;
        this.changes = changes;
    }

    public void start() {
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
     * Runs tasks one after the other, in order, though the executor may have many threads. A burst of them is one task of the
     * executor, for an application server's executor captures and restores the caller's context around each.
     */
    private void serially(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException e) {
                LOG.debug("the executor has ended, and with it the informer of {}", path);
            }
        }
    }

    private void drain() {
        do {
            try {
                tasks.remove().run();
            } catch (RuntimeException e) {
                LOG.error("a change of {} could not be dealt with", path, e);
            }
        } while (waiting.decrementAndGet() > 0);
    }

    /** Ends for good; what is on its way may still arrive. */
    public void stop() {
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
    public CompletionStage<Void> settled() {
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
                .uri((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path + "?" + query)
                .header("Accept", accept);
    }

    private void list() {
        page("", new ArrayList<>());
    }

    private void page(String continuation, List<ObjectMetadata> before) {
        if (!isRunning()) {
            return;
        }
        String query = "limit=" + PAGE + (continuation.isEmpty() ? "" : "&continue=" + continuation);
        client.getHttpClient()
                .sendAsync(request(query, LIST).build(), byte[].class)
                .whenComplete((response, failure) -> serially(() -> {
                    if (failure != null) {
                        later("list", failure.toString(), this::list);
                    } else if (response.code() == HttpURLConnection.HTTP_GONE) {
                        list();
                    } else if (response.code() != HttpURLConnection.HTTP_OK) {
                        later("list", "HTTP " + response.code(), this::list);
                    } else {
                        paged(response, before);
                    }
                }));
    }

    private void paged(HttpResponse<byte[]> response, List<ObjectMetadata> objects) {
        JsonNode document;
        try {
            document = Json.parse(response.body());
        } catch (JacksonException e) {
            later("list", e.getOriginalMessage(), this::list);
            return;
        }
        document.path("items").forEach(item -> objects.add(ObjectMetadata.of(item)));
        String continuation = document.path("metadata").path("continue").asString("");
        if (!continuation.isEmpty()) {
            page(continuation, objects);
            return;
        }
        version = document.path("metadata").path("resourceVersion").asString("");
        Set<ObjectName> gone = new HashSet<>(known.keySet());
        for (ObjectMetadata object : objects) {
            gone.remove(object.name());
            seen(object);
        }
        gone.forEach(this::gone);
        succeeded();
        settled.complete(null);
        watch();
    }

    private void seen(ObjectMetadata object) {
        ObjectMetadata former = known.put(object.name(), object);
        if (former != null && !former.uid().equals(object.uid())) {
            pass(new Change<>(Optional.of(former), Optional.empty()));
            former = null;
        }
        if (former == null || !former.resourceVersion().equals(object.resourceVersion())) {
            pass(new Change<>(Optional.ofNullable(former), Optional.of(object)));
        }
    }

    private void gone(ObjectName name) {
        ObjectMetadata former = known.remove(name);
        if (former != null) {
            pass(new Change<>(Optional.of(former), Optional.empty()));
        }
    }

    private void pass(Change<ObjectMetadata> change) {
        try {
            changes.accept(change);
        } catch (RuntimeException e) {
            LOG.error("A consumer of {} failed on {}", path, change.latest().name(), e);
        }
    }

    private void watch() {
        if (!isRunning()) {
            return;
        }
        Lines lines = new Lines();
        String query = "watch=true&allowWatchBookmarks=true&resourceVersion=" + version;
        client.getHttpClient()
                .consumeBytes(request(query, WATCH).forStreaming().build(), (chunks, body) -> {
                    // chunks arrive one after the other: the next one is asked for when these have been dealt with
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

    private void opened(HttpResponse<AsyncBody> response, Throwable failure, Lines lines) {
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
    }

    private void ended(Lines lines) {
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
                LOG.warn("Cannot {} {} now, trying again: {}", what, path, why);
            } else {
                LOG.debug("Cannot {} {} now, again in {}: {}", what, path, delay, why);
            }
            troubled = failures >= TROUBLE;
        } finally {
            stateLock.unlock();
        }
        if (troubled) {
            settled.complete(null);
        }
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(() -> serially(again));
    }

    /** Puts the chunks of one stream together to lines, one event each. */
    private final class Lines {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private volatile boolean expired;
        private volatile boolean any;

        /** @return false if the stream has told that it is of no more use */
        boolean take(List<ByteBuffer> chunks) {
            for (ByteBuffer chunk : chunks) {
                while (chunk.hasRemaining()) {
                    byte next = chunk.get();
                    if (next != '\n') {
                        line.write(next);
                    } else if (line.size() > 0) {
                        byte[] event = line.toByteArray();
                        line.reset();
                        if (!event(event)) {
                            return false;
                        }
                    }
                }
            }
            return true;
        }

        private boolean event(byte[] bytes) {
            JsonNode event;
            try {
                event = Json.parse(bytes);
            } catch (JacksonException e) {
                LOG.warn("Unreadable event in the watch of {}: {}", path, e.getOriginalMessage());
                return false;
            }
            JsonNode object = event.path("object");
            any = true;
            switch (event.path("type").asString("")) {
                case "ADDED", "MODIFIED" -> {
                    ObjectMetadata metadata = ObjectMetadata.of(object);
                    seen(metadata);
                    version = metadata.resourceVersion();
                }
                case "DELETED" -> {
                    ObjectMetadata metadata = ObjectMetadata.of(object);
                    gone(metadata.name());
                    version = metadata.resourceVersion();
                }
                case "BOOKMARK" ->
                    version = object.path("metadata").path("resourceVersion").asString(version);
                default -> {
                    // an error ends the stream; an expired version asks for a new list
                    expired = object.path("code").asInt(0) == HttpURLConnection.HTTP_GONE;
                    any = expired;
                    return false;
                }
            }
            return true;
        }
    }
}
