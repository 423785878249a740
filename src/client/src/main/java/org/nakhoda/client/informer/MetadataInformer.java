package org.nakhoda.client.informer;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.nakhoda.client.queue.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the metadata of all objects of one resource, whatever its kind, as PartialObjectMetadata: for those who deal
 * with everything and must not hold everything.
 *
 * <p>Changes are passed on one at a time and in order. The consumer does not block.
 */
public final class MetadataInformer {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataInformer.class);

    private final Reflector reflector;
    private final String path;
    private final Consumer<Change<ObjectMetadata>> changes;

    /**
     * @param path of the resource's collection in all namespaces
     */
    public MetadataInformer(
            KubernetesClient client, String path, Executor executor, Consumer<Change<ObjectMetadata>> changes) {
        this.path = path;
        this.changes = changes;
        this.reflector = new Reflector(client, Reflector.Collection.metadata(path), executor, new Known());
    }

    public void start() {
        reflector.start();
    }

    /** Ends for good; what is on its way may still arrive. */
    public void stop() {
        reflector.stop();
    }

    /**
     * Completes when everything that existed at the start has been passed on, or when listing has failed several times in a
     * row: one resource that cannot be listed (its conversion webhook is down, its server gone) must not hold up the others.
     */
    public CompletionStage<Void> settled() {
        return reflector.settled();
    }

    /** What was there last. */
    private final class Known implements Reflector.Sink {
        private final Map<ObjectName, ObjectMetadata> known = new HashMap<>();
        private Set<ObjectName> unseen = new HashSet<>();

        @Override
        public void listing() {
            unseen = new HashSet<>(known.keySet());
        }

        @Override
        public String seen(byte[] json) {
            ObjectMetadata object = ObjectMetadata.of(json);
            unseen.remove(object.name());
            ObjectMetadata former = known.put(object.name(), object);
            if (former != null && !former.uid().equals(object.uid())) {
                pass(new Change<>(Optional.of(former), Optional.empty()));
                former = null;
            }
            if (former == null || !former.resourceVersion().equals(object.resourceVersion())) {
                pass(new Change<>(Optional.ofNullable(former), Optional.of(object)));
            }
            return object.resourceVersion();
        }

        @Override
        public String gone(byte[] json) {
            ObjectMetadata object = ObjectMetadata.of(json);
            gone(object.name());
            return object.resourceVersion();
        }

        @Override
        public void listed() {
            unseen.forEach(this::gone);
            unseen = new HashSet<>();
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
    }
}
