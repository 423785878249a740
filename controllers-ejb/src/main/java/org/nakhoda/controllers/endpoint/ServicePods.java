package org.nakhoda.controllers.endpoint;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.nakhoda.api.selector.LabelSelector;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.controllers.pod.PodFacts;

/** Which pods a Service selects and at which of their ports it reaches them. */
final class ServicePods {
    private ServicePods() {}

    /** Whether it is up to a controller to find the Service's endpoints. */
    static boolean isSelecting(Service service) {
        Map<String, String> selector = service.getSpec().getSelector();
        return selector != null
                && !selector.isEmpty()
                && !"ExternalName".equals(service.getSpec().getType());
    }

    static boolean isHeadless(Service service) {
        return "None".equals(service.getSpec().getClusterIP());
    }

    static boolean publishesNotReady(Service service) {
        return Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
    }

    static List<Pod> selected(Service service, Lister<Pod> pods) {
        LabelSelector selector = LabelSelector.ofLabels(service.getSpec().getSelector());
        return pods.inNamespace(service.getMetadata().getNamespace()).stream()
                .filter(pod -> selector.matches(labels(pod)))
                .filter(pod -> !PodFacts.isFinished(pod))
                .toList();
    }

    private static Map<String, String> labels(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    /** The Services that select a pod. */
    static Stream<ObjectName> selecting(Pod pod, Lister<Service> services) {
        Map<String, String> labels = labels(pod);
        return services.inNamespace(pod.getMetadata().getNamespace()).stream()
                .filter(ServicePods::isSelecting)
                .filter(service ->
                        LabelSelector.ofLabels(service.getSpec().getSelector()).matches(labels))
                .map(ObjectName::of);
    }

    /** The pod's address of a family, once it has one. */
    static Optional<String> address(Pod pod, boolean ipv6) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        return Stream.concat(
                        pod.getStatus().getPodIPs().stream().map(PodIP::getIp),
                        Stream.ofNullable(pod.getStatus().getPodIP()))
                .filter(ip -> ip != null && !ip.isEmpty() && ip.contains(":") == ipv6)
                .findFirst();
    }

    /**
     * The number of the pod's port that a Service port aims at: the number that is given, the container port that is
     * named, or the Service's own number.
     */
    static OptionalInt targetPort(Pod pod, ServicePort port) {
        IntOrString target = port.getTargetPort();
        if (target == null || target.getIntVal() != null && target.getIntVal() == 0) {
            return OptionalInt.of(port.getPort());
        }
        if (target.getIntVal() != null) {
            return OptionalInt.of(target.getIntVal());
        }
        String name = target.getStrVal();
        if (name == null || name.isEmpty()) {
            return OptionalInt.of(port.getPort());
        }
        return Stream.concat(
                        pod.getSpec().getContainers().stream(),
                        pod.getSpec().getInitContainers().stream()
                                .filter(init -> "Always".equals(init.getRestartPolicy())))
                .map(Container::getPorts)
                .flatMap(Collection::stream)
                .filter(candidate -> name.equals(candidate.getName())
                        && protocol(candidate.getProtocol()).equals(protocol(port.getProtocol())))
                .mapToInt(candidate -> candidate.getContainerPort())
                .findFirst();
    }

    static String protocol(String given) {
        return given == null ? "TCP" : given;
    }

    /** The host name that DNS gives the pod below the Service's name, if it asks for one. */
    static Optional<String> hostname(Pod pod, Service service) {
        String hostname = pod.getSpec().getHostname();
        return hostname != null
                        && !hostname.isEmpty()
                        && service.getMetadata().getName().equals(pod.getSpec().getSubdomain())
                ? Optional.of(hostname)
                : Optional.empty();
    }
}
