package org.nakhoda.controllers;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.nakhoda.client.event.EventRecorder;
import org.nakhoda.client.informer.Informers;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.LoopObserver;
import org.nakhoda.client.reconcile.Reconciler;

/**
 * What every controller is made from.
 *
 * @param clients a client that acts as the named controller's own service account
 */
public record ControllerContext(
        Informers informers,
        Function<String, KubernetesClient> clients,
        Executor executor,
        InstantSource clock,
        LoopObserver observer,
        ClusterFacts facts) {

    /** @param account the controller's service account in kube-system, such as {@code deployment-controller} */
    public KubernetesClient clientFor(String account) {
        return clients.apply(account);
    }

    /** Events in a controller's name. */
    public EventRecorder events(KubernetesClient client, String component) {
        return new EventRecorder(client, component, "", executor, clock);
    }

    public <K> ControllerRunner.Builder<K> runner(String name, Reconciler<K> reconciler) {
        return ControllerRunner.named(name, reconciler, executor).observer(observer);
    }
}
