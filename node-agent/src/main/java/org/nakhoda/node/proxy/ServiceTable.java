package org.nakhoda.node.proxy;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads Services and EndpointSlices by the rules of Kubernetes' "Virtual IPs and Service Proxies": headless and
 * ExternalName services have no rules; ready endpoints serve, and where there are none, terminating ones that still do.
 */
public final class ServiceTable {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String OTHER_PROXY = "service.kubernetes.io/service-proxy-name";

    private final String nodeName;

    public ServiceTable(String nodeName) {
        this.nodeName = nodeName;
    }

    /** All service ports, ordered by id. */
    public List<ServicePort> read(Collection<Service> services, Collection<EndpointSlice> slices) {
        Map<String, List<EndpointSlice>> slicesByService = slices.stream()
                .filter(slice -> "IPv4".equals(slice.getAddressType()))
                .filter(slice -> slice.getMetadata().getLabels() != null
                        && slice.getMetadata().getLabels().containsKey(SERVICE_NAME))
                .collect(Collectors.groupingBy(slice -> slice.getMetadata().getNamespace() + "/"
                        + slice.getMetadata().getLabels().get(SERVICE_NAME)));
        List<ServicePort> ports = new ArrayList<>();
        for (Service service : services) {
            if (isOurs(service)) {
                String key = service.getMetadata().getNamespace() + "/"
                        + service.getMetadata().getName();
                addPorts(key, service.getSpec(), service, slicesByService.getOrDefault(key, List.of()), ports);
            }
        }
        ports.sort(Comparator.comparing(ServicePort::id));
        return ports;
    }

    private static boolean isOurs(Service service) {
        ServiceSpec spec = service.getSpec();
        Map<String, String> labels = service.getMetadata().getLabels();
        return spec != null
                && !"ExternalName".equals(spec.getType())
                && spec.getClusterIP() != null
                && !spec.getClusterIP().isEmpty()
                && !"None".equals(spec.getClusterIP())
                && (labels == null || !labels.containsKey(OTHER_PROXY));
    }

    private void addPorts(
            String key, ServiceSpec spec, Service service, List<EndpointSlice> slices, List<ServicePort> into) {
        List<String> external = Stream.concat(spec.getExternalIPs().stream(), loadBalancerAddresses(service))
                .filter(ServiceTable::isIpv4)
                .distinct()
                .toList();
        List<String> cluster = Stream.concat(Stream.of(spec.getClusterIP()), spec.getClusterIPs().stream())
                .filter(ServiceTable::isIpv4)
                .distinct()
                .toList();
        for (io.fabric8.kubernetes.api.model.ServicePort port : spec.getPorts()) {
            String name = Objects.requireNonNullElse(port.getName(), "");
            String protocol = Objects.requireNonNullElse(port.getProtocol(), "TCP");
            into.add(new ServicePort(
                    key + ":" + (name.isEmpty() ? protocol + port.getPort() : name),
                    protocol.toLowerCase(Locale.ROOT),
                    port.getPort(),
                    cluster,
                    external,
                    port.getNodePort() == null ? 0 : port.getNodePort(),
                    affinity(spec),
                    "Local".equals(spec.getInternalTrafficPolicy()),
                    "Local".equals(spec.getExternalTrafficPolicy()),
                    endpoints(slices, name, protocol)));
        }
    }

    private static Stream<String> loadBalancerAddresses(Service service) {
        if (service.getStatus() == null || service.getStatus().getLoadBalancer() == null) {
            return Stream.empty();
        }
        return service.getStatus().getLoadBalancer().getIngress().stream()
                .map(LoadBalancerIngress::getIp)
                .filter(Objects::nonNull);
    }

    private static boolean isIpv4(String address) {
        return address.indexOf(':') < 0;
    }

    private static Optional<Duration> affinity(ServiceSpec spec) {
        if (!"ClientIP".equals(spec.getSessionAffinity())) {
            return Optional.empty();
        }
        boolean stated = spec.getSessionAffinityConfig() != null
                && spec.getSessionAffinityConfig().getClientIP() != null
                && spec.getSessionAffinityConfig().getClientIP().getTimeoutSeconds() != null;
        return Optional.of(Duration.ofSeconds(
                stated ? spec.getSessionAffinityConfig().getClientIP().getTimeoutSeconds() : 10800));
    }

    private List<ServicePort.Endpoint> endpoints(List<EndpointSlice> slices, String portName, String protocol) {
        List<ServicePort.Endpoint> ready = new ArrayList<>();
        List<ServicePort.Endpoint> leaving = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            Integer target = slice.getPorts().stream()
                    .filter(p -> portName.equals(Objects.requireNonNullElse(p.getName(), "")))
                    .filter(p -> protocol.equals(Objects.requireNonNullElse(p.getProtocol(), "TCP")))
                    .map(EndpointPort::getPort)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            if (target == null) {
                continue;
            }
            for (Endpoint endpoint : slice.getEndpoints()) {
                EndpointConditions conditions = endpoint.getConditions();
                boolean isReady = conditions == null || !Boolean.FALSE.equals(conditions.getReady());
                boolean isLeaving = conditions != null
                        && Boolean.TRUE.equals(conditions.getTerminating())
                        && !Boolean.FALSE.equals(conditions.getServing());
                if (isReady || isLeaving) {
                    // All addresses of an endpoint are the same place: the first is enough.
                    (isReady ? ready : leaving)
                            .add(new ServicePort.Endpoint(
                                    endpoint.getAddresses().get(0), target, nodeName.equals(endpoint.getNodeName())));
                }
            }
        }
        return (ready.isEmpty() ? leaving : ready)
                .stream()
                        .distinct()
                        .sorted(Comparator.comparing(ServicePort.Endpoint::address)
                                .thenComparing(ServicePort.Endpoint::port))
                        .toList();
    }
}
