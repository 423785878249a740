package org.nakhoda.node.source;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.node.pod.StatusSink;
import org.nakhoda.node.spec.PodSpecs;
import org.nakhoda.node.status.StatusWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes statuses: of the API's own pods on themselves, of static pods on their mirrors, which are made when they are
 * missing and made anew when the manifest has changed.
 */
public final class MirrorStatuses implements StatusSink {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorStatuses.class);

    private final KubernetesClient client;
    private final StatusWriter writer;
    private final Lister<Pod> apiPods;
    private final Supplier<Optional<Node>> node;
    private final Executor executor;
    private final Map<String, PodStatus> last = new ConcurrentHashMap<>();

    /** @param apiPods what the API has of this node */
    public MirrorStatuses(
            KubernetesClient client,
            StatusWriter writer,
            Lister<Pod> apiPods,
            Supplier<Optional<Node>> node,
            Executor executor) {
        this.client = client;
        this.writer = writer;
        this.apiPods = apiPods;
        this.node = node;
        this.executor = executor;
    }

    @Override
    public void publish(Pod pod, PodStatus status, boolean gone) {
        last.put(pod.getMetadata().getUid(), status);
        if (PodSpecs.isStatic(pod)) {
            executor.execute(() -> mirror(pod));
        } else {
            writer.set(pod, status, gone);
        }
    }

    private void mirror(Pod pod) {
        PodStatus status = last.get(pod.getMetadata().getUid());
        if (status == null || node.get().isEmpty()) {
            // a mirror belongs to its node; the pod's next turn tries again
            return;
        }
        ObjectName name = ObjectName.of(pod);
        String hash = PodSpecs.annotations(pod).get(PodSpecs.CONFIG_HASH);
        try {
            Optional<Pod> present = apiPods.get(name);
            boolean current = present.filter(
                            p -> hash.equals(PodSpecs.annotations(p).get(PodSpecs.CONFIG_MIRROR))
                                    && p.getMetadata().getDeletionTimestamp() == null)
                    .isPresent();
            if (present.isPresent() && !current) {
                client.resource(present.get()).withGracePeriod(0).delete();
            }
            Pod mirror = current
                    ? present.get()
                    : client.resource(mirrorOf(pod, hash)).createOr(existing -> null);
            if (mirror != null) {
                writer.set(mirror, status, false);
            }
        } catch (KubernetesClientException e) {
            LOG.debug("mirror of {} not written: {}", name, e.getMessage());
        }
    }

    private Pod mirrorOf(Pod pod, String hash) {
        PodBuilder mirror = new PodBuilder(pod)
                .editMetadata()
                .withUid(null)
                .addToAnnotations(PodSpecs.CONFIG_MIRROR, hash)
                .endMetadata();
        node.get().ifPresent(owner -> mirror.editMetadata()
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Node")
                        .withName(owner.getMetadata().getName())
                        .withUid(owner.getMetadata().getUid())
                        .withController(true)
                        .build())
                .endMetadata());
        return mirror.build();
    }

    @Override
    public Optional<PodStatus> last(String uid) {
        return Optional.ofNullable(last.get(uid));
    }

    @Override
    public void forget(String uid) {
        last.remove(uid);
        writer.forget(uid);
        apiPods.all().stream()
                .filter(pod -> uid.equals(PodSpecs.annotations(pod).get(PodSpecs.CONFIG_MIRROR)))
                .forEach(mirror -> executor.execute(() -> removeMirror(mirror)));
    }

    private void removeMirror(Pod mirror) {
        try {
            client.resource(mirror).withGracePeriod(0).delete();
        } catch (KubernetesClientException e) {
            LOG.warn("mirror {} not removed: {}", ObjectName.of(mirror), e.getMessage());
        }
    }
}
