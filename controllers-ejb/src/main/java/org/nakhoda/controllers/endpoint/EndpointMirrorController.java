package org.nakhoda.controllers.endpoint;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.nakhoda.controllers.ControllerContext;

/**
 * Shows the Endpoints that somebody wrote for a Service without a selector as EndpointSlices, which is what service proxies
 * read. The slices belong to the Endpoints and go with it.
 */
public final class EndpointMirrorController implements Reconciler<ObjectName> {
    static final String MANAGER = "endpointslicemirroring-controller.k8s.io";

    private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
    private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
    private static final int MOST_ADDRESSES = 1000;

    private final Lister<Endpoints> endpoints;
    private final Lister<Service> services;
    private final SliceWriter writer;

    private EndpointMirrorController(Lister<Endpoints> endpoints, Lister<Service> services, SliceWriter writer) {
        this.endpoints = endpoints;
        this.services = services;
        this.writer = writer;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<Endpoints> endpoints = context.informers().of(Endpoints.class);
        Informer<Service> services = context.informers().of(Service.class);
        Informer<EndpointSlice> slices = context.informers().of(EndpointSlice.class);
        SliceWriter writer = new SliceWriter(
                slices, context.clientFor("endpointslicemirroring-controller"), MANAGER, context.clock());
        return context.runner("endpointslicemirroring", new EndpointMirrorController(endpoints, services, writer))
                .fedBy(Feed.of(endpoints))
                .fedBy(Feed.of(services))
                .fedBy(Feed.of(slices, slice -> writer.service(slice).stream()))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Endpoints> found = endpoints.get(key);
        if (found.isEmpty()) {
            writer.forget(key);
            return Result.done();
        }
        Endpoints source = found.get();
        if (Owners.isTerminating(source) || !writer.settled(key)) {
            return Result.done();
        }
        List<EndpointSlice> surplus =
                new ArrayList<>(writer.of(key, source.getMetadata().getUid()));
        if (isMirrored(source, services.get(key))) {
            for (String family : List.of("IPv4", "IPv6")) {
                Map<List<EndpointPort>, List<Endpoint>> wanted = endpoints(source, family.equals("IPv6"));
                if (!wanted.isEmpty()) {
                    List<EndpointSlice> present = surplus.stream()
                            .filter(slice -> family.equals(slice.getAddressType()))
                            .toList();
                    surplus.removeAll(present);
                    writer.carryOut(key, SlicePlan.of(present, wanted, labels(source), ports -> fresh(source, family)));
                }
            }
        }
        writer.delete(surplus);
        return Result.done();
    }

    private static boolean isMirrored(Endpoints source, Optional<Service> service) {
        Map<String, String> labels = source.getMetadata().getLabels();
        Map<String, String> annotations = source.getMetadata().getAnnotations();
        boolean skipped = labels != null && "true".equals(labels.get(SKIP))
                || annotations != null && annotations.containsKey(LEADER);
        return !skipped
                && service.filter(it -> it.getSpec().getSelector() == null
                                || it.getSpec().getSelector().isEmpty())
                        .isPresent();
    }

    private static Map<String, String> labels(Endpoints source) {
        Map<String, String> labels = new TreeMap<>();
        if (source.getMetadata().getLabels() != null) {
            labels.putAll(source.getMetadata().getLabels());
        }
        labels.put(SliceWriter.SERVICE_NAME, source.getMetadata().getName());
        labels.put(SliceWriter.MANAGED_BY, MANAGER);
        return labels;
    }

    private static EndpointSlice fresh(Endpoints source, String family) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(source.getMetadata().getNamespace())
                .withGenerateName(source.getMetadata().getName() + "-")
                .withOwnerReferences(Owners.controllerReference(source))
                .endMetadata()
                .withAddressType(family)
                .build();
    }

    static Map<List<EndpointPort>, List<Endpoint>> endpoints(Endpoints source, boolean ipv6) {
        Map<List<EndpointPort>, List<Endpoint>> groups = new LinkedHashMap<>();
        for (EndpointSubset subset : source.getSubsets()) {
            List<Endpoint> mirrored = new ArrayList<>();
            mirror(subset.getAddresses(), true, ipv6, mirrored);
            mirror(subset.getNotReadyAddresses(), false, ipv6, mirrored);
            if (!mirrored.isEmpty()) {
                groups.computeIfAbsent(ports(subset), ports -> new ArrayList<>())
                        .addAll(mirrored);
            }
        }
        return groups;
    }

    private static void mirror(List<EndpointAddress> addresses, boolean ready, boolean ipv6, List<Endpoint> into) {
        for (EndpointAddress address : addresses) {
            if (into.size() < MOST_ADDRESSES && address.getIp().contains(":") == ipv6) {
                into.add(new EndpointBuilder()
                        .withAddresses(address.getIp())
                        .withNewConditions()
                        .withReady(ready)
                        .endConditions()
                        .withHostname(address.getHostname())
                        .withNodeName(address.getNodeName())
                        .withTargetRef(address.getTargetRef())
                        .build());
            }
        }
    }

    private static List<EndpointPort> ports(EndpointSubset subset) {
        return SlicePlan.sorted(subset.getPorts().stream()
                .map(port -> new EndpointPortBuilder()
                        .withName(Objects.requireNonNullElse(port.getName(), ""))
                        .withPort(port.getPort())
                        .withProtocol(ServicePods.protocol(port.getProtocol()))
                        .withAppProtocol(port.getAppProtocol())
                        .build())
                .toList());
    }
}
