package org.nakhoda.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A node and the pods that run on it or are assumed to. Immutable. */
public final class NodeInfo {
    /** What a container without a request counts for when nodes are compared, so that such pods spread too. */
    private static final long DEFAULT_MILLI_CPU = 100;

    private static final long DEFAULT_MEMORY = 200L << 20;

    private final Node node;
    private final Resources allocatable;
    private final long allowedPods;
    private final Resources requested;
    private final long scoredMilliCpu;
    private final long scoredMemory;
    private final List<PodInfo> pods;
    private final Set<PodInfo.HostPort> usedPorts;
    private final Map<String, Long> imageSizes;

    /** What a node has for pods: nothing until its agent has said so. */
    public static Map<String, Quantity> allocatable(Node node) {
        Map<String, Quantity> stated =
                node.getStatus() == null ? null : node.getStatus().getAllocatable();
        return stated == null ? Map.of() : stated;
    }

    NodeInfo(Node node, Collection<PodInfo> pods) {
        this.node = node;
        Map<String, Quantity> stated = allocatable(node);
        this.allocatable = Resources.of(stated);
        this.allowedPods = !stated.containsKey(Resources.PODS) ? 0 : Resources.amount(stated.get(Resources.PODS), 1);
        this.pods = List.copyOf(pods);
        Resources sum = Resources.NONE;
        long cpu = 0;
        long memory = 0;
        Set<PodInfo.HostPort> ports = new HashSet<>();
        for (PodInfo pod : this.pods) {
            sum = sum.plus(pod.requests());
            cpu += scoredMilliCpu(pod);
            memory += scoredMemory(pod);
            ports.addAll(pod.hostPorts());
        }
        this.requested = sum;
        this.scoredMilliCpu = cpu;
        this.scoredMemory = memory;
        this.usedPorts = Set.copyOf(ports);
        this.imageSizes = imageSizes(node);
    }

    private static Map<String, Long> imageSizes(Node node) {
        if (node.getStatus() == null || node.getStatus().getImages() == null) {
            return Map.of();
        }
        Map<String, Long> sizes = new HashMap<>();
        for (ContainerImage image : node.getStatus().getImages()) {
            long size = image.getSizeBytes() == null ? 0 : image.getSizeBytes();
            image.getNames().forEach(name -> sizes.put(name, size));
        }
        return sizes;
    }

    public Node node() {
        return node;
    }

    public String name() {
        return node.getMetadata().getName();
    }

    public Map<String, String> labels() {
        Map<String, String> labels = node.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    public List<Taint> taints() {
        List<Taint> taints = node.getSpec() == null ? null : node.getSpec().getTaints();
        return taints == null ? List.of() : taints;
    }

    public boolean unschedulable() {
        return node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
    }

    public Resources allocatable() {
        return allocatable;
    }

    public long allowedPods() {
        return allowedPods;
    }

    /** What the node's pods request together. */
    public Resources requested() {
        return requested;
    }

    public List<PodInfo> pods() {
        return pods;
    }

    public boolean portConflict(PodInfo.HostPort wanted) {
        return usedPorts.stream().anyMatch(wanted::conflictsWith);
    }

    /** The size of an image that the node has, by the name that a container gives; 0 if it is not there. */
    public long imageSize(String name) {
        return imageSizes.getOrDefault(normalized(name), imageSizes.getOrDefault(name, 0L));
    }

    /** CPU used by this node's pods and {@code pod}, with the default for pods that request none, in thousandths. */
    public long milliCpuWith(PodInfo pod) {
        return scoredMilliCpu + scoredMilliCpu(pod);
    }

    /** Memory in bytes, likewise. */
    public long memoryWith(PodInfo pod) {
        return scoredMemory + scoredMemory(pod);
    }

    private static long scoredMilliCpu(PodInfo pod) {
        return pod.requests().milliCpu() > 0 ? pod.requests().milliCpu() : DEFAULT_MILLI_CPU;
    }

    private static long scoredMemory(PodInfo pod) {
        return pod.requests().memory() > 0 ? pod.requests().memory() : DEFAULT_MEMORY;
    }

    /** Runtimes report images with a tag; a name without one means {@code latest}. */
    private static String normalized(String image) {
        return image.lastIndexOf(':') <= image.lastIndexOf('/') && !image.contains("@") ? image + ":latest" : image;
    }
}
