package org.nakhoda.scheduler.binding;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.nakhoda.scheduler.framework.BindingPlugin;
import org.nakhoda.scheduler.snapshot.PodInfo;

/** Binds by the pod's {@code binding} subresource, which refuses a pod that is bound or replaced meanwhile. */
public final class DefaultBinder implements BindingPlugin {
    private final KubernetesClient client;

    public DefaultBinder(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public String name() {
        return "DefaultBinder";
    }

    @Override
    public boolean bind(PodInfo pod, String node) {
        var binding = new BindingBuilder()
                .withNewMetadata()
                .withNamespace(pod.namespace())
                .withName(pod.name())
                .withUid(pod.uid())
                .endMetadata()
                .withNewTarget()
                .withKind("Node")
                .withName(node)
                .endTarget()
                .build();
        client.raw("/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name() + "/binding", "POST", binding);
        return true;
    }
}
