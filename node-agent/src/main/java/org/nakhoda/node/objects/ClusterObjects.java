package org.nakhoda.node.objects;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.node.runtime.PodIdentity;

/**
 * What pods refer to. Answers may be a second old. Every method throws {@link
 * io.fabric8.kubernetes.client.KubernetesClientException} if the API server cannot be asked.
 */
public interface ClusterObjects {
    Optional<ConfigMap> configMap(String namespace, String name);

    Optional<Secret> secret(String namespace, String name);

    Optional<PersistentVolumeClaim> claim(String namespace, String name);

    Optional<PersistentVolume> volume(String name);

    /** All services of the cluster. */
    Collection<Service> services();

    /** What this node can give to pods. */
    Map<String, Quantity> allocatable();

    /** A token of a service account, bound to the pod; the same one until it is time for another. */
    String token(PodIdentity pod, String serviceAccount, String audience, long expirationSeconds);

    /** Drops what was remembered for a pod that is gone. */
    void forget(String podUid);
}
