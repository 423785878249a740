package org.nakhoda.client.informer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.nakhoda.client.connect.Serialization;
import org.nakhoda.client.write.ObjectPath;

/**
 * The informers of a process: one per kind and selection, whoever asks for it. Those that are asked for before
 * {@link #start} are started by it, later ones at once.
 */
public final class Informers implements AutoCloseable {
    /** On the informer of pods: by {@code spec.nodeName}, empty while a pod is not bound. */
    public static final String BY_NODE = "node";

    private record Selection(Class<?> kind, Map<String, String> fields) {}

    private final ReentrantLock informersLock = new ReentrantLock();
    private final KubernetesClient client;
    private final Executor executor;

    @GuardedBy("informersLock")
    private final Map<Selection, Informer<?>> informers = new LinkedHashMap<>();

    @GuardedBy("informersLock")
    private boolean started;

    @GuardedBy("informersLock")
    private boolean closed;

    /**
     * @param client stays the caller's, who closes it after this
     * @param executor reads what comes and calls the handlers; must not be bounded
     */
    public Informers(KubernetesClient client, Executor executor) {
        this.client = client;
        this.executor = executor;
    }

    /** The informer of all objects of a kind. */
    public <T extends HasMetadata> Informer<T> of(Class<T> kind) {
        return selected(kind, Map.of());
    }

    /**
     * The informer of the objects of a kind that match a field selector, such as {@code spec.nodeName}.
     */
    @SuppressWarnings("unchecked")
    public <T extends HasMetadata> Informer<T> selected(Class<T> kind, Map<String, String> fields) {
        informersLock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the informers are closed");
            }
            Selection selection = new Selection(kind, Map.copyOf(fields));
            Informer<T> informer = (Informer<T>) informers.get(selection);
            if (informer == null) {
                informer = create(kind, fields);
                informers.put(selection, informer);
                if (started) {
                    informer.start();
                }
            }
            return informer;
        } finally {
            informersLock.unlock();
        }
    }

    private <T extends HasMetadata> Informer<T> create(Class<T> kind, Map<String, String> fields) {
        String path = ObjectPath.collection(HasMetadata.getApiVersion(kind), HasMetadata.getPlural(kind), "");
        String selector = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining(","));
        Informer<T> informer = new Informer<>(
                kind, Serialization.reader(kind), client, Reflector.Collection.whole(path, selector), executor);
        if (kind == Pod.class) {
            informer.index(BY_NODE, pod -> {
                String node = ((Pod) pod).getSpec().getNodeName();
                return List.of(node == null ? "" : node);
            });
        }
        return informer;
    }

    /** Starts all informers. May be repeated. */
    public void start() {
        informersLock.lock();
        try {
            if (!started && !closed) {
                started = true;
                informers.values().forEach(Informer::start);
            }
        } finally {
            informersLock.unlock();
        }
    }

    /** Completes when every informer that has been asked for so far is synced. */
    public CompletionStage<Void> synced() {
        informersLock.lock();
        try {
            return CompletableFuture.allOf(informers.values().stream()
                    .map(informer -> informer.synced().toCompletableFuture())
                    .toArray(CompletableFuture[]::new));
        } finally {
            informersLock.unlock();
        }
    }

    @Override
    public void close() {
        informersLock.lock();
        try {
            closed = true;
            informers.values().forEach(Informer::stop);
        } finally {
            informersLock.unlock();
        }
    }
}
