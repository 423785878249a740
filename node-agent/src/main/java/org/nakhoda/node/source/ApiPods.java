package org.nakhoda.node.source;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import org.nakhoda.client.informer.Change;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.node.pod.PodWorkers;
import org.nakhoda.node.spec.PodSpecs;

/** The pods that the API has bound to this node. Mirrors of static pods are not run: they only show what runs. */
public final class ApiPods {
    private final Informer<Pod> informer;
    private final PodWorkers workers;

    /** @param informer of the pods of this node */
    public ApiPods(Informer<Pod> informer, PodWorkers workers) {
        this.informer = informer;
        this.workers = workers;
    }

    public void start() {
        informer.onChange(this::changed);
    }

    private void changed(Change<Pod> change) {
        // whoever changes or removes a mirror sees it put right by the pod that it shows
        Optional.ofNullable(PodSpecs.annotations(change.latest()).get(PodSpecs.CONFIG_MIRROR))
                .ifPresent(workers::wake);
        Optional<Pod> before = change.before().filter(pod -> !PodSpecs.isMirror(pod));
        Optional<Pod> after = change.after().filter(pod -> !PodSpecs.isMirror(pod));
        String uid = after.map(pod -> pod.getMetadata().getUid()).orElse("");
        before.map(pod -> pod.getMetadata().getUid())
                .filter(old -> !old.equals(uid))
                .ifPresent(workers::remove);
        after.ifPresent(workers::update);
    }

    public Optional<Pod> get(String namespace, String name) {
        return informer.get(new ObjectName(namespace, name));
    }
}
