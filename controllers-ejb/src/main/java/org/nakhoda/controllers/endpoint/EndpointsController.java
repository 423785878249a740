package org.nakhoda.controllers.endpoint;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.client.write.Deletion;
import org.nakhoda.controllers.ControllerContext;
import org.nakhoda.controllers.pod.PodControl;
import org.nakhoda.controllers.pod.PodFacts;

/**
 * Keeps the Endpoints of each Service with a selector, the older form of {@link EndpointSliceController}'s slices: one
 * object of the Service's name, IPv4 only, at most 1000 addresses.
 */
public final class EndpointsController implements Reconciler<ObjectName> {
    private static final int MOST_ADDRESSES = 1000;
    private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
    private static final String MANAGER = "endpoint-controller";

    private final Lister<Service> services;
    private final Lister<Pod> pods;
    private final Lister<Endpoints> endpoints;
    private final KubernetesClient client;

    private EndpointsController(
            Lister<Service> services, Lister<Pod> pods, Lister<Endpoints> endpoints, KubernetesClient client) {
        this.services = services;
        this.pods = pods;
        this.endpoints = endpoints;
        this.client = client;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<Service> services = context.informers().of(Service.class);
        Informer<Pod> pods = context.informers().of(Pod.class);
        Informer<Endpoints> endpoints = context.informers().of(Endpoints.class);
        return context.runner(
                        "endpoints",
                        new EndpointsController(services, pods, endpoints, context.clientFor("endpoint-controller")))
                .fedBy(Feed.of(services))
                .fedBy(Feed.of(pods, pod -> ServicePods.selecting(pod, services)))
                .fedBy(Feed.of(endpoints))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Service> found = services.get(key);
        Optional<Endpoints> present = endpoints.get(key);
        if (found.isEmpty()) {
            present.filter(EndpointsController::isManaged)
                    .ifPresent(object -> Deletion.plain().of(object, client));
            return Result.done();
        }
        Service service = found.get();
        if (!ServicePods.isSelecting(service) || Owners.isTerminating(service)) {
            return Result.done();
        }
        Map<String, String> labels = labels(service);
        List<EndpointSubset> subsets = subsets(service, ServicePods.selected(service, pods));
        if (present.isEmpty()) {
            create(key, labels, subsets);
        } else if (!present.get().getSubsets().equals(subsets)
                || !labels.equals(present.get().getMetadata().getLabels())) {
            client.resource(new EndpointsBuilder(present.get())
                            .editMetadata()
                            .withLabels(labels)
                            .endMetadata()
                            .withSubsets(subsets)
                            .build())
                    .update();
        }
        return Result.done();
    }

    private static boolean isManaged(Endpoints object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels != null && MANAGER.equals(labels.get(MANAGED_BY));
    }

    private void create(ObjectName key, Map<String, String> labels, List<EndpointSubset> subsets) {
        try {
            client.resource(new EndpointsBuilder()
                            .withNewMetadata()
                            .withNamespace(key.namespace())
                            .withName(key.name())
                            .withLabels(labels)
                            .endMetadata()
                            .withSubsets(subsets)
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            if (!PodControl.isNamespaceTerminating(e)) {
                throw e;
            }
        }
    }

    private static Map<String, String> labels(Service service) {
        Map<String, String> labels = new TreeMap<>();
        if (service.getMetadata().getLabels() != null) {
            labels.putAll(service.getMetadata().getLabels());
        }
        labels.remove(EndpointSliceController.HEADLESS);
        if (ServicePods.isHeadless(service)) {
            labels.put(EndpointSliceController.HEADLESS, "");
        }
        labels.put(MANAGED_BY, MANAGER);
        return labels;
    }

    /** One subset for each list of ports, for named ports may be different numbers in different pods. */
    static List<EndpointSubset> subsets(Service service, List<Pod> selected) {
        Map<List<EndpointPort>, EndpointSubset> groups = new LinkedHashMap<>();
        int room = MOST_ADDRESSES;
        List<Pod> byReadiness = selected.stream()
                .filter(pod -> !Owners.isTerminating(pod))
                .filter(pod -> ServicePods.address(pod, false).isPresent())
                .sorted(Comparator.<Pod, Boolean>comparing(pod -> !PodFacts.isReady(pod))
                        .thenComparing(pod -> pod.getMetadata().getName()))
                .toList();
        for (Pod pod : byReadiness) {
            List<EndpointPort> ports = ports(service, pod);
            boolean headlessWithoutPorts = ServicePods.isHeadless(service)
                    && service.getSpec().getPorts().isEmpty();
            if (room == 0 || ports.isEmpty() && !headlessWithoutPorts) {
                continue;
            }
            room--;
            EndpointSubset subset = groups.computeIfAbsent(
                    ports, key -> new EndpointSubsetBuilder().withPorts(key).build());
            boolean ready = ServicePods.publishesNotReady(service) || PodFacts.isReady(pod);
            List<EndpointAddress> addresses =
                    new ArrayList<>(ready ? subset.getAddresses() : subset.getNotReadyAddresses());
            addresses.add(address(service, pod));
            if (ready) {
                subset.setAddresses(addresses);
            } else {
                subset.setNotReadyAddresses(addresses);
            }
        }
        return List.copyOf(groups.values());
    }

    private static List<EndpointPort> ports(Service service, Pod pod) {
        return service.getSpec().getPorts().stream()
                .flatMap(port -> ServicePods.targetPort(pod, port).stream().mapToObj(number -> new EndpointPortBuilder()
                        .withName(port.getName() == null || port.getName().isEmpty() ? null : port.getName())
                        .withPort(number)
                        .withProtocol(ServicePods.protocol(port.getProtocol()))
                        .withAppProtocol(port.getAppProtocol())
                        .build()))
                .toList();
    }

    private static EndpointAddress address(Service service, Pod pod) {
        return new EndpointAddressBuilder()
                .withIp(ServicePods.address(pod, false).orElseThrow())
                .withHostname(ServicePods.hostname(pod, service).orElse(null))
                .withNodeName(pod.getSpec().getNodeName())
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endTargetRef()
                .build();
    }
}
