package org.nakhoda.client;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * How the scheduler and the controllers reach the cluster. Inside the WAR it is an injected bean whose clients talk to
 * the request pipeline without sockets; anywhere else it is {@link HttpsControlPlane}. Both pass authentication,
 * authorization, admission and validation like anyone else.
 */
public interface ControlPlane {
    /**
     * A client that acts as {@code user}: {@code system:kube-scheduler}, {@code system:kube-controller-manager}, or a
     * controller's own service account {@code system:serviceaccount:kube-system:NAME}. The caller closes it.
     */
    KubernetesClient clientFor(String user);

    /**
     * Whether the components of this process are to work now: the API answers and this master leads. Cheap; asked by
     * every heartbeat. Once it is false, nothing that a component still has in flight may succeed: writes are fenced.
     */
    boolean leading();

    /**
     * Whether components may look at the cluster now, so that whoever takes over knows it already. At least while it
     * {@link #leading leads}. Cheap.
     */
    default boolean serving() {
        return leading();
    }
}
