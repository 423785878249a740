package org.nakhoda.client.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.nakhoda.client.meta.Timestamps;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes core/v1 Events in the background, one at a time and in order. The same event again counts up instead of
 * standing there twice. Events are for people: when too many wait, new ones are dropped, and a failure to write one
 * fails nothing else.
 */
public final class EventRecorder {
    /** What an event means to its reader. */
    public enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String text;

        Type(String text) {
            this.text = text;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final int MOST_WAITING = 1000;
    private static final int MOST_REMEMBERED = 4096;

    private record Entry(ObjectReference regarding, Type type, String reason, String message, Instant at) {
        Identity identity() {
            return new Identity(
                    regarding.getUid() == null ? regarding.getName() : regarding.getUid(),
                    regarding.getFieldPath(),
                    type,
                    reason,
                    message);
        }
    }

    /** What makes two events the same. */
    private record Identity(String uid, String fieldPath, Type type, String reason, String message) {}

    private record Written(String namespace, String name, int count) {}

    private final ReentrantLock waitingLock = new ReentrantLock();
    private final KubernetesClient client;
    private final String component;
    private final String host;
    private final Executor executor;
    private final InstantSource clock;

    @GuardedBy("waitingLock")
    private final Queue<Entry> waiting = new ArrayDeque<>();

    @GuardedBy("waitingLock")
    private boolean writing;

    /** Touched by the one writing task only. */
    private final Map<Identity, Written> written = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, Written> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /**
     * @param component who reports, such as {@code deployment-controller}
     * @param host where it runs; empty if that says nothing
     */
    public EventRecorder(
            KubernetesClient client, String component, String host, Executor executor, InstantSource clock) {
        this.client = client;
        this.component = component;
        this.host = host;
        this.executor = executor;
        this.clock = clock;
    }

    public void normal(HasMetadata regarding, String reason, String message) {
        record(reference(regarding), Type.NORMAL, reason, message);
    }

    public void warning(HasMetadata regarding, String reason, String message) {
        record(reference(regarding), Type.WARNING, reason, message);
    }

    /** A reference to an object as events carry it. */
    public static ObjectReference reference(HasMetadata object) {
        return new ObjectReferenceBuilder()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .withResourceVersion(object.getMetadata().getResourceVersion())
                .build();
    }

    /**
     * @param regarding may name a part of the object in its field path, such as {@code spec.containers{web}}
     * @param reason one CamelCase word that stays the same for what is the same
     * @param message for people, at most 1024 characters of it
     */
    public void record(ObjectReference regarding, Type type, String reason, String message) {
        String shortened = message.length() > 1024 ? message.substring(0, 1021) + "..." : message;
        waitingLock.lock();
        try {
            if (waiting.size() >= MOST_WAITING) {
                LOG.debug("Dropped event {} of {}: too many wait", reason, regarding.getName());
                return;
            }
            waiting.add(new Entry(regarding, type, reason, shortened, clock.instant()));
            if (writing) {
                return;
            }
            writing = true;
        } finally {
            waitingLock.unlock();
        }
        try {
            executor.execute(this::writeAll);
        } catch (RejectedExecutionException e) {
            LOG.debug("Dropped event {} of {}: shutting down", reason, regarding.getName());
        }
    }

    private void writeAll() {
        for (Entry entry = next(); entry != null; entry = next()) {
            try {
                write(entry);
            } catch (RuntimeException e) {
                LOG.debug("Could not write event {} of {}: {}", entry.reason, entry.regarding.getName(), e.toString());
            }
        }
    }

    private Entry next() {
        waitingLock.lock();
        try {
            Entry entry = waiting.poll();
            if (entry == null) {
                writing = false;
            }
            return entry;
        } finally {
            waitingLock.unlock();
        }
    }

    private void write(Entry entry) {
        Identity identity = entry.identity();
        Written before = written.get(identity);
        if (before != null && countUp(before, entry)) {
            written.put(identity, new Written(before.namespace, before.name, before.count + 1));
            return;
        }
        Event event = client.resource(event(entry)).create();
        written.put(
                identity,
                new Written(
                        event.getMetadata().getNamespace(), event.getMetadata().getName(), 1));
    }

    /** False if the event is gone (they expire). */
    private boolean countUp(Written before, Entry entry) {
        String patch = "{\"count\":" + (before.count + 1) + ",\"lastTimestamp\":\"" + Timestamps.time(entry.at) + "\"}";
        try {
            Event patched = client.v1()
                    .events()
                    .inNamespace(before.namespace)
                    .withName(before.name)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
            return patched != null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private Event event(Entry entry) {
        // cluster-scoped objects have their events in the namespace default, as Kubernetes has it
        String namespace = entry.regarding.getNamespace() == null ? "default" : entry.regarding.getNamespace();
        String time = Timestamps.time(entry.at);
        long nanos = entry.at.getEpochSecond() * 1_000_000_000L + entry.at.getNano();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(entry.regarding.getName() + "." + Long.toHexString(nanos))
                .endMetadata()
                .withInvolvedObject(entry.regarding)
                .withType(entry.type.text)
                .withReason(entry.reason)
                .withMessage(entry.message)
                .withFirstTimestamp(time)
                .withLastTimestamp(time)
                .withCount(1)
                .withNewSource()
                .withComponent(component)
                .withHost(host.isEmpty() ? null : host)
                .endSource()
                .withReportingComponent(component)
                .withReportingInstance(host)
                .build();
    }
}
