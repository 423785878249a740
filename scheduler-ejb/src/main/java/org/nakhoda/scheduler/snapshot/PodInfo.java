package org.nakhoda.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A pod with what the plugins ask for, worked out once when the pod is seen. Most pods of a cluster have a node and only count
 * there: of these the pod itself is not kept.
 *
 * @param pod while it waits for a node, its name and those parts of it that say where it may go and what it was told; null
 *     once it has one
 * @param nodeName the node that the pod is bound to, or null
 * @param terminal whether the pod has run to its end, and so takes nothing from a node any more
 * @param requests what the pod takes from a node: the containers together with the sidecars, or the hungriest moment of
 *     the init sequence if that is more, plus overhead (Kubernetes' "effective request")
 * @param images the container images by name, for locality
 */
public record PodInfo(
        String namespace,
        String name,
        String uid,
        String resourceVersion,
        String nodeName,
        boolean terminal,
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
        ObjectMeta metadata = pod.getMetadata();
        String node = spec.getNodeName() == null || spec.getNodeName().isEmpty() ? null : spec.getNodeName();
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
        boolean waits = node == null;
        return new PodInfo(
                metadata.getNamespace(),
                metadata.getName(),
                metadata.getUid(),
                metadata.getResourceVersion(),
                node,
                isTerminal(pod),
                waits ? whatDecides(pod) : null,
                effectiveRequests(spec),
                Set.copyOf(ports),
                waits && spec.getTolerations() != null ? List.copyOf(spec.getTolerations()) : List.of(),
                waits ? Set.copyOf(images) : Set.of(),
                spec.getPriority() == null ? 0 : spec.getPriority());
    }

    /** Without containers and volumes, which are most of a pod: thousands may wait. */
    private static Pod whatDecides(Pod pod) {
        ObjectMeta metadata = new ObjectMeta();
        metadata.setNamespace(pod.getMetadata().getNamespace());
        metadata.setName(pod.getMetadata().getName());
        metadata.setUid(pod.getMetadata().getUid());
        metadata.setResourceVersion(pod.getMetadata().getResourceVersion());
        metadata.setLabels(pod.getMetadata().getLabels());
        PodSpec spec = new PodSpec();
        spec.setSchedulerName(pod.getSpec().getSchedulerName());
        spec.setNodeSelector(pod.getSpec().getNodeSelector());
        spec.setAffinity(pod.getSpec().getAffinity());
        spec.setSchedulingGates(pod.getSpec().getSchedulingGates());
        PodStatus status = new PodStatus();
        if (pod.getStatus() != null) {
            status.setConditions(pod.getStatus().getConditions());
        }
        return new Pod(pod.getApiVersion(), pod.getKind(), metadata, spec, status);
    }

    /** Whether a node that is right for one of two states of the same pod is right for the other. */
    public boolean needsTheSameAs(PodInfo other) {
        return Objects.equals(pod == null ? null : pod.getSpec(), other.pod == null ? null : other.pod.getSpec())
                && requests.equals(other.requests)
                && hostPorts.equals(other.hostPorts)
                && tolerations.equals(other.tolerations)
                && images.equals(other.images)
                && priority == other.priority;
    }

    private static boolean isTerminal(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    /** The profile that is to place the pod, while it waits. */
    public String schedulerName() {
        return pod == null ? null : pod.getSpec().getSchedulerName();
    }

    /** The same state of the same pod. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PodInfo info
                && uid.equals(info.uid)
                && Objects.equals(resourceVersion, info.resourceVersion);
    }

    @Override
    public int hashCode() {
        return uid.hashCode();
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
