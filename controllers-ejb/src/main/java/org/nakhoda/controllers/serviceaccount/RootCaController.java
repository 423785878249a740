package org.nakhoda.controllers.serviceaccount;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
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

/**
 * Publishes the cluster's CA certificate in every namespace as ConfigMap {@code kube-root-ca.crt}, from which pods get it
 * beside their token. Keys are namespaces.
 */
public final class RootCaController implements Reconciler<ObjectName> {
    static final String NAME = "kube-root-ca.crt";
    private static final String FILE = "ca.crt";

    private final Lister<Namespace> namespaces;
    private final Lister<ConfigMap> configMaps;
    private final KubernetesClient client;
    private final String authority;

    private RootCaController(
            Lister<Namespace> namespaces, Lister<ConfigMap> configMaps, KubernetesClient client, String authority) {
        this.namespaces = namespaces;
        this.configMaps = configMaps;
        this.client = client;
        this.authority = authority;
    }

    /** @param authority the CA's certificates in PEM */
    public static ControllerRunner<ObjectName> runner(ControllerContext context, String authority) {
        Informer<Namespace> namespaces = context.informers().of(Namespace.class);
        Informer<ConfigMap> configMaps = context.informers().selected(ConfigMap.class, Map.of("metadata.name", NAME));
        return context.runner(
                        "root-ca",
                        new RootCaController(
                                namespaces, configMaps, context.clientFor("root-ca-cert-publisher"), authority))
                .fedBy(Feed.of(namespaces))
                .fedBy(Feed.of(
                        configMaps,
                        map -> Stream.of(
                                ObjectName.clusterScoped(map.getMetadata().getNamespace()))))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Namespace> namespace = namespaces.get(key);
        if (namespace.isEmpty() || Owners.isTerminating(namespace.get())) {
            return Result.done();
        }
        Map<String, String> wanted = Map.of(FILE, authority);
        Optional<ConfigMap> present = configMaps.get(new ObjectName(key.name(), NAME));
        if (present.isPresent()) {
            if (!wanted.equals(present.get().getData())) {
                client.resource(new ConfigMapBuilder(present.get())
                                .withData(wanted)
                                .build())
                        .update();
            }
            return Result.done();
        }
        try {
            client.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withNamespace(key.name())
                            .withName(NAME)
                            .addToAnnotations(
                                    "kubernetes.io/description",
                                    "The certificates by which this cluster's API server can be verified.")
                            .endMetadata()
                            .withData(wanted)
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
