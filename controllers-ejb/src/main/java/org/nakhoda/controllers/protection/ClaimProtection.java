package org.nakhoda.controllers.protection;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.controllers.ControllerContext;

/** A claim stays while a pod that has a node names it. Pods without a node cannot come to use a claim that is to go. */
public final class ClaimProtection {
    private static final String FINALIZER = "kubernetes.io/pvc-protection";
    private static final String BY_CLAIM = "claim";

    private ClaimProtection() {}

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<PersistentVolumeClaim> claims = context.informers().of(PersistentVolumeClaim.class);
        Informer<Pod> pods = context.informers().of(Pod.class);
        pods.index(BY_CLAIM, pod -> keys(pod).stream().map(ObjectName::toString).toList());
        KubernetesClient client = context.clientFor("pvc-protection-controller");
        return context.runner(
                        "pvc-protection",
                        new Protection<>(FINALIZER, claims, claim -> used(claim, pods, client), client))
                .fedBy(Feed.of(claims))
                .fedBy(Feed.of(pods, pod -> keys(pod).stream()))
                .build();
    }

    /** The cache says yes soonest; a no has to be the API's own, for a pod may have come since. */
    private static boolean used(PersistentVolumeClaim claim, Informer<Pod> pods, KubernetesClient client) {
        ObjectName key = ObjectName.of(claim);
        return pods.indexed(BY_CLAIM, key.toString()).stream().anyMatch(ClaimProtection::hasNode)
                || client.pods().inNamespace(key.namespace()).list().getItems().stream()
                        .anyMatch(pod -> hasNode(pod) && keys(pod).contains(key));
    }

    private static boolean hasNode(Pod pod) {
        String node = pod.getSpec().getNodeName();
        return node != null && !node.isEmpty();
    }

    private static List<ObjectName> keys(Pod pod) {
        List<ObjectName> keys = new ArrayList<>();
        for (Volume volume : pod.getSpec().getVolumes()) {
            String namespace = pod.getMetadata().getNamespace();
            if (volume.getPersistentVolumeClaim() != null) {
                keys.add(new ObjectName(
                        namespace, volume.getPersistentVolumeClaim().getClaimName()));
            } else if (volume.getEphemeral() != null) {
                keys.add(new ObjectName(namespace, pod.getMetadata().getName() + "-" + volume.getName()));
            }
        }
        return keys;
    }
}
