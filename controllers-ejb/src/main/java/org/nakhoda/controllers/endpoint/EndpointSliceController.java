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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
import org.nakhoda.controllers.pod.PodFacts;

/** Keeps the EndpointSlices of each Service with a selector: which pods, at which ports, ready or not. */
public final class EndpointSliceController implements Reconciler<ObjectName> {
    static final String MANAGER = "endpointslice-controller.k8s.io";
    static final String HEADLESS = "service.kubernetes.io/headless";

    private final Lister<Service> services;
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;
    private final SliceWriter writer;

    private EndpointSliceController(
            Lister<Service> services, Lister<Pod> pods, Lister<Node> nodes, SliceWriter writer) {
        this.services = services;
        this.pods = pods;
        this.nodes = nodes;
        this.writer = writer;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<Service> services = context.informers().of(Service.class);
        Informer<Pod> pods = context.informers().of(Pod.class);
        Informer<EndpointSlice> slices = context.informers().of(EndpointSlice.class);
        Informer<Node> nodes = context.informers().of(Node.class);
        SliceWriter writer =
                new SliceWriter(slices, context.clientFor("endpointslice-controller"), MANAGER, context.clock());
        EndpointSliceController controller = new EndpointSliceController(services, pods, nodes, writer);
        return context.runner("endpointslice", controller)
                .fedBy(Feed.of(services))
                .fedBy(Feed.of(pods, pod -> ServicePods.selecting(pod, services)))
                .fedBy(Feed.of(slices, slice -> writer.service(slice).stream()))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Service> found = services.get(key);
        if (found.isEmpty()) {
            writer.forget(key);
            return Result.done();
        }
        Service service = found.get();
        if (!ServicePods.isSelecting(service) || Owners.isTerminating(service) || !writer.settled(key)) {
            return Result.done();
        }
        List<EndpointSlice> present = writer.of(key, service.getMetadata().getUid());
        List<Pod> selected = ServicePods.selected(service, pods);
        List<EndpointSlice> surplus = new ArrayList<>(present);
        for (String family : families(service)) {
            List<EndpointSlice> ofFamily = present.stream()
                    .filter(slice -> family.equals(slice.getAddressType()))
                    .toList();
            surplus.removeAll(ofFamily);
            writer.carryOut(
                    key,
                    SlicePlan.of(
                            ofFamily,
                            endpoints(service, selected, family.equals("IPv6")),
                            labels(service),
                            ports -> fresh(service, family)));
        }
        writer.delete(surplus);
        return Result.done();
    }

    private static List<String> families(Service service) {
        List<String> families = service.getSpec().getIpFamilies();
        return families.isEmpty() ? List.of("IPv4") : families;
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
        labels.put(SliceWriter.SERVICE_NAME, service.getMetadata().getName());
        labels.put(SliceWriter.MANAGED_BY, MANAGER);
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
