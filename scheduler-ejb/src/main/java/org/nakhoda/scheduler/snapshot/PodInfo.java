package org.nakhoda.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A pod with what the plugins ask for, worked out once when the pod is seen.
 *
 * @param requests what the pod takes from a node: the containers together with the sidecars, or the hungriest moment of
 *     the init sequence if that is more, plus overhead (Kubernetes' "effective request")
 * @param images the container images by name, for locality
 */
public record PodInfo(
        Pod pod,
        Resources requests,
        Set<HostPort> hostPorts,
        List<Toleration> tolerations,
        Set<String> images,
        int priority) {

    /** A port that the pod takes from the node itself. */
    public record HostPort(String ip, String protocol, int port) {
        private static final String ANY = "0.0.0.0";

        boolean conflictsWith(HostPort other) {
            return port == other.port
                    && protocol.equals(other.protocol)
                    && (ip.equals(other.ip) || ip.equals(ANY) || other.ip.equals(ANY));
        }
    }

    public static PodInfo of(Pod pod) {
        PodSpec spec = pod.getSpec();
        Set<HostPort> ports = new LinkedHashSet<>();
        Set<String> images = new LinkedHashSet<>();
        for (Container container : spec.getContainers()) {
            addPorts(container, ports);
            images.add(container.getImage());
        }
        for (Container container : spec.getInitContainers()) {
            if (isSidecar(container)) {
                addPorts(container, ports);
            }
            images.add(container.getImage());
        }
        List<Toleration> tolerations = spec.getTolerations() == null ? List.of() : List.copyOf(spec.getTolerations());
        int priority = spec.getPriority() == null ? 0 : spec.getPriority();
        return new PodInfo(pod, effectiveRequests(spec), Set.copyOf(ports), tolerations, Set.copyOf(images), priority);
    }

    public String name() {
        return pod.getMetadata().getName();
    }

    public String namespace() {
        return pod.getMetadata().getNamespace();
    }

    public String uid() {
        return pod.getMetadata().getUid();
    }

    /** The node that the pod is bound to, or null. */
    public String nodeName() {
        String name = pod.getSpec().getNodeName();
        return name == null || name.isEmpty() ? null : name;
    }

    public String schedulerName() {
        return pod.getSpec().getSchedulerName();
    }

    /** Whether the pod has run to its end, and so takes nothing from a node any more. */
    public boolean terminal() {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    /** The same state of the same pod. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PodInfo info
                && uid().equals(info.uid())
                && Objects.equals(
                        pod.getMetadata().getResourceVersion(),
                        info.pod.getMetadata().getResourceVersion());
    }

    @Override
    public int hashCode() {
        return uid().hashCode();
    }

    private static boolean isSidecar(Container container) {
        return "Always".equals(container.getRestartPolicy());
    }

    private static void addPorts(Container container, Set<HostPort> into) {
        for (ContainerPort port : container.getPorts()) {
            if (port.getHostPort() != null && port.getHostPort() > 0) {
                String ip = port.getHostIP() == null || port.getHostIP().isEmpty() ? HostPort.ANY : port.getHostIP();
                String protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
                into.add(new HostPort(ip, protocol, port.getHostPort()));
            }
        }
    }

    private static Resources effectiveRequests(PodSpec spec) {
        Resources running = Resources.NONE;
        for (Container container : spec.getContainers()) {
            running = running.plus(requestsOf(container.getResources()));
        }
        Resources sidecars = Resources.NONE;
        List<Resources> initMoments = new ArrayList<>();
        for (Container container : spec.getInitContainers()) {
            Resources own = requestsOf(container.getResources());
            if (isSidecar(container)) {
                sidecars = sidecars.plus(own);
                initMoments.add(sidecars);
            } else {
                initMoments.add(sidecars.plus(own));
            }
        }
        Resources most = running.plus(sidecars);
        for (Resources moment : initMoments) {
            most = most.max(moment);
        }
        if (spec.getResources() != null && spec.getResources().getRequests() != null) {
            Resources stated = Resources.of(spec.getResources().getRequests());
            most = new Resources(
                    stated.milliCpu() > 0 ? stated.milliCpu() : most.milliCpu(),
                    stated.memory() > 0 ? stated.memory() : most.memory(),
                    most.ephemeralStorage(),
                    most.others());
        }
        return most.plus(Resources.of(spec.getOverhead()));
    }

    private static Resources requestsOf(ResourceRequirements requirements) {
        return requirements == null ? Resources.NONE : Resources.of(requirements.getRequests());
    }
}
