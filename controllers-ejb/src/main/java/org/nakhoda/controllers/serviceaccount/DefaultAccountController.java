package org.nakhoda.controllers.serviceaccount;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.stream.Stream;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.controllers.ControllerContext;
import org.nakhoda.controllers.pod.PodControl;

/** Sees to it that every namespace has a service account {@code default}. Keys are namespaces. */
public final class DefaultAccountController implements Reconciler<ObjectName> {
    private static final String NAME = "default";

    private final Lister<Namespace> namespaces;
    private final Lister<ServiceAccount> accounts;
    private final KubernetesClient client;

    private DefaultAccountController(
            Lister<Namespace> namespaces, Lister<ServiceAccount> accounts, KubernetesClient client) {
        this.namespaces = namespaces;
        this.accounts = accounts;
        this.client = client;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<Namespace> namespaces = context.informers().of(Namespace.class);
        Informer<ServiceAccount> accounts = context.informers().of(ServiceAccount.class);
        return context.runner(
                        "serviceaccount",
                        new DefaultAccountController(
                                namespaces, accounts, context.clientFor("service-account-controller")))
                .fedBy(Feed.of(namespaces))
                .fedBy(Feed.of(accounts, account -> Stream.of(account)
                        .filter(it -> it.getMetadata().getName().equals(NAME))
                        .map(it -> ObjectName.clusterScoped(it.getMetadata().getNamespace()))))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Namespace> namespace = namespaces.get(key);
        if (namespace.isEmpty()
                || Owners.isTerminating(namespace.get())
                || accounts.get(new ObjectName(key.name(), NAME)).isPresent()) {
            return Result.done();
        }
        try {
            client.resource(new ServiceAccountBuilder()
                            .withNewMetadata()
                            .withNamespace(key.name())
                            .withName(NAME)
                            .endMetadata()
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
                    && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND
                    && !PodControl.isNamespaceTerminating(e)) {
                throw e;
            }
        }
        return Result.done();
    }
}
