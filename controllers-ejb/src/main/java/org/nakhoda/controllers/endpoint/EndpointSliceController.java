package org.nakhoda.controllers.endpoint;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nakhoda.client.informer.Change;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Expectations;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.client.write.Deletion;
import org.nakhoda.controllers.ControllerContext;
import org.nakhoda.controllers.pod.PodControl;
import org.nakhoda.controllers.pod.PodFacts;

/** Keeps the EndpointSlices of each Service with a selector: which pods, at which ports, ready or not. */
public final class EndpointSliceController implements Reconciler<ObjectName> {
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String MANAGER = "endpointslice-controller.k8s.io";
    static final String HEADLESS = "service.kubernetes.io/headless";

    private final Lister<Service> services;
    private final Lister<Pod> pods;
    private final Lister<EndpointSlice> slices;
    private final Lister<Node> nodes;
    private final KubernetesClient client;
    private final Expectations<ObjectName> expectations;

    private EndpointSliceController(
            Lister<Service> services,
            Lister<Pod> pods,
            Lister<EndpointSlice> slices,
            Lister<Node> nodes,
            KubernetesClient client,
            Expectations<ObjectName> expectations) {
        this.services = services;
        this.pods = pods;
        this.slices = slices;
        this.nodes = nodes;
        this.client = client;
        this.expectations = expectations;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<Service> services = context.informers().of(Service.class);
        Informer<Pod> pods = context.informers().of(Pod.class);
        Informer<EndpointSlice> slices = context.informers().of(EndpointSlice.class);
        Informer<Node> nodes = context.informers().of(Node.class);
        Expectations<ObjectName> expectations = new Expectations<>(context.clock());
        slices.onChange(change -> observe(change, expectations));
        EndpointSliceController controller = new EndpointSliceController(
                services, pods, slices, nodes, context.clientFor("endpointslice-controller"), expectations);
        return context.runner("endpointslice", controller)
                .fedBy(Feed.of(services))
                .fedBy(Feed.of(pods, pod -> ServicePods.selecting(pod, services)))
                .fedBy(Feed.of(slices, slice -> service(slice).stream()))
                .build();
    }

    private static void observe(Change<EndpointSlice> change, Expectations<ObjectName> expectations) {
        if (change.isAddition()) {
            service(change.latest()).ifPresent(expectations::creationObserved);
        }
    }

    /** The Service of a slice that this controller manages. */
    private static Optional<ObjectName> service(EndpointSlice slice) {
        Map<String, String> labels = slice.getMetadata().getLabels();
        return labels != null && MANAGER.equals(labels.get(MANAGED_BY)) && labels.get(SERVICE_NAME) != null
                ? Optional.of(new ObjectName(slice.getMetadata().getNamespace(), labels.get(SERVICE_NAME)))
                : Optional.empty();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Service> found = services.get(key);
        if (found.isEmpty()) {
            expectations.forget(key);
            return Result.done();
        }
        Service service = found.get();
        if (!ServicePods.isSelecting(service) || Owners.isTerminating(service) || !expectations.satisfied(key)) {
            return Result.done();
        }
        List<EndpointSlice> present = slices.controlledBy(service.getMetadata().getUid()).stream()
                .filter(slice -> service(slice).filter(key::equals).isPresent())
                .filter(slice -> !Owners.isTerminating(slice))
                .toList();
        List<Pod> selected = ServicePods.selected(service, pods);
        List<EndpointSlice> surplus = new ArrayList<>(present);
        for (String family : families(service)) {
            List<EndpointSlice> ofFamily = present.stream()
                    .filter(slice -> family.equals(slice.getAddressType()))
                    .toList();
            surplus.removeAll(ofFamily);
            carryOut(
                    key,
                    SlicePlan.of(
                            ofFamily,
                            endpoints(service, selected, family.equals("IPv6")),
                            labels(service),
                            ports -> fresh(service, family)));
        }
        surplus.forEach(slice -> Deletion.plain().of(slice, client));
        return Result.done();
    }

    private static List<String> families(Service service) {
        List<String> families = service.getSpec().getIpFamilies();
        return families.isEmpty() ? List.of("IPv4") : families;
    }

    private void carryOut(ObjectName key, SlicePlan plan) {
        plan.delete().forEach(slice -> Deletion.plain().of(slice, client));
        plan.update().forEach(slice -> client.resource(slice).update());
        if (plan.create().isEmpty()) {
            return;
        }
        expectations.expectCreations(key, plan.create().size());
        int created = 0;
        try {
            for (EndpointSlice slice : plan.create()) {
                client.resource(slice).create();
                created++;
            }
        } catch (KubernetesClientException e) {
            expectations.creationsObserved(key, plan.create().size() - created);
            if (!PodControl.isNamespaceTerminating(e)) {
                throw e;
            }
        }
    }

    private static EndpointSlice fresh(Service service, String family) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(service.getMetadata().getNamespace())
                .withGenerateName(service.getMetadata().getName() + "-")
                .withOwnerReferences(Owners.controllerReference(service))
                .endMetadata()
                .withAddressType(family)
                .build();
    }

    private static Map<String, String> labels(Service service) {
        Map<String, String> labels = new TreeMap<>();
        if (service.getMetadata().getLabels() != null) {
            labels.putAll(service.getMetadata().getLabels());
        }
        labels.remove(HEADLESS);
        if (ServicePods.isHeadless(service)) {
            labels.put(HEADLESS, "");
        }
        labels.put(SERVICE_NAME, service.getMetadata().getName());
        labels.put(MANAGED_BY, MANAGER);
        return labels;
    }

    private Map<List<EndpointPort>, List<Endpoint>> endpoints(Service service, List<Pod> selected, boolean ipv6) {
        Map<List<EndpointPort>, List<Endpoint>> groups = new LinkedHashMap<>();
        selected.stream()
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .forEach(pod -> ServicePods.address(pod, ipv6)
                        .ifPresent(address -> groups.computeIfAbsent(ports(service, pod), ports -> new ArrayList<>())
                                .add(endpoint(service, pod, address))));
        return groups;
    }

    private static List<EndpointPort> ports(Service service, Pod pod) {
        return SlicePlan.sorted(service.getSpec().getPorts().stream()
                .flatMap(port -> ServicePods.targetPort(pod, port).stream().mapToObj(number -> port(port, number)))
                .toList());
    }

    private static EndpointPort port(ServicePort port, int number) {
        return new EndpointPortBuilder()
                .withName(port.getName() == null ? "" : port.getName())
                .withPort(number)
                .withProtocol(ServicePods.protocol(port.getProtocol()))
                .withAppProtocol(port.getAppProtocol())
                .build();
    }

    private Endpoint endpoint(Service service, Pod pod, String address) {
        boolean terminating = Owners.isTerminating(pod);
        boolean serving = ServicePods.publishesNotReady(service) || PodFacts.isReady(pod);
        boolean ready = ServicePods.publishesNotReady(service) || PodFacts.isReady(pod) && !terminating;
        return new EndpointBuilder()
                .withAddresses(address)
                .withNewConditions()
                .withReady(ready)
                .withServing(serving)
                .withTerminating(terminating)
                .endConditions()
                .withHostname(ServicePods.hostname(pod, service).orElse(null))
                .withNodeName(pod.getSpec().getNodeName())
                .withZone(zone(pod).orElse(null))
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endTargetRef()
                .build();
    }

    private Optional<String> zone(Pod pod) {
        return Stream.ofNullable(pod.getSpec().getNodeName())
                .flatMap(node -> nodes.get(ObjectName.clusterScoped(node)).stream())
                .map(node -> node.getMetadata().getLabels())
                .filter(labels -> labels != null && labels.get("topology.kubernetes.io/zone") != null)
                .map(labels -> labels.get("topology.kubernetes.io/zone"))
                .findFirst();
    }
}
