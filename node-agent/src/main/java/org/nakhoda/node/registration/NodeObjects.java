package org.nakhoda.node.registration;

import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.ContainerImageBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.client.meta.ConditionKind;
import org.nakhoda.client.meta.Timestamps;
import org.nakhoda.node.cri.v1.Image;
import org.nakhoda.node.cri.v1.RuntimeCondition;

/** Builds the Node object and its status. Pure but for the facts about the machine. */
final class NodeObjects {
    /** The Kubernetes release whose behaviour this agent has. */
    static final String VERSION = "v1.36.0+nakhoda";

    private static final long RESERVED_MEMORY = 100L << 20;
    private static final int MOST_PODS = 110;
    private static final int MOST_IMAGES = 50;
    private static final ConditionKind<NodeCondition> CONDITIONS = new ConditionKind<>(
            NodeCondition::getType,
            NodeCondition::getStatus,
            NodeCondition::getLastTransitionTime,
            (condition, time) -> new NodeConditionBuilder(condition)
                    .withLastTransitionTime(time)
                    .build());

    private final String name;
    private final String address;
    private final int port;
    private final String runtimeVersion;

    /**
     * @param port of the agent's own server
     * @param runtimeVersion such as {@code containerd://1.6.20}
     */
    NodeObjects(String name, String address, int port, String runtimeVersion) {
        this.name = name;
        this.address = address;
        this.port = port;
        this.runtimeVersion = runtimeVersion;
    }

    /** What is measured anew each time. */
    record Measured(
            List<RuntimeCondition> runtime,
            List<Image> images,
            long availableMemory,
            long diskTotal,
            long diskUsable,
            Instant now) {}

    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("beta.kubernetes.io/arch", Machine.architecture());
        labels.put("beta.kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", Machine.architecture());
        labels.put("kubernetes.io/hostname", name);
        labels.put("kubernetes.io/os", "linux");
        return labels;
    }

    Node node(NodeStatus status) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels())
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withStatus(status)
                .build();
    }

    NodeStatus status(NodeStatus before, Measured measured) {
        Map<String, Quantity> capacity = resources(Machine.memoryBytes(), measured.diskTotal);
        Map<String, Quantity> allocatable =
                resources(Math.max(0, Machine.memoryBytes() - RESERVED_MEMORY), measured.diskTotal / 10 * 9);
        return new NodeStatusBuilder()
                .addNewAddress(address, "InternalIP")
                .addNewAddress(name, "Hostname")
                .withCapacity(capacity)
                .withAllocatable(allocatable)
                .withConditions(conditions(before, measured))
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(port)
                .endDaemonEndpoints()
                .withNewNodeInfo()
                .withArchitecture(Machine.architecture())
                .withBootID(Machine.bootId())
                .withContainerRuntimeVersion(runtimeVersion)
                .withKernelVersion(Machine.kernel())
                .withKubeProxyVersion("")
                .withKubeletVersion(VERSION)
                .withMachineID(Machine.machineId())
                .withOperatingSystem("linux")
                .withOsImage(Machine.osImage())
                .withSystemUUID(Machine.systemUuid())
                .endNodeInfo()
                .withImages(images(measured.images))
                .build();
    }

    private static Map<String, Quantity> resources(long memory, long disk) {
        Map<String, Quantity> resources = new LinkedHashMap<>();
        resources.put("cpu", new Quantity(Integer.toString(Machine.processors())));
        resources.put("ephemeral-storage", new Quantity(disk / 1024 + "Ki"));
        resources.put("hugepages-1Gi", new Quantity("0"));
        resources.put("hugepages-2Mi", new Quantity("0"));
        resources.put("memory", new Quantity(memory / 1024 + "Ki"));
        resources.put("pods", new Quantity(Integer.toString(MOST_PODS)));
        return resources;
    }

    private static List<NodeCondition> conditions(NodeStatus before, Measured measured) {
        List<NodeCondition> result =
                before == null || before.getConditions() == null ? List.of() : before.getConditions();
        boolean memory = measured.availableMemory < RESERVED_MEMORY;
        boolean disk = measured.diskUsable < Math.min(measured.diskTotal / 10, 1L << 30);
        result = CONDITIONS.with(
                result,
                condition(
                        "MemoryPressure",
                        memory,
                        memory ? "KubeletHasInsufficientMemory" : "KubeletHasSufficientMemory",
                        memory
                                ? "kubelet has insufficient memory available"
                                : "kubelet has sufficient memory available",
                        measured.now));
        result = CONDITIONS.with(
                result,
                condition(
                        "DiskPressure",
                        disk,
                        disk ? "KubeletHasDiskPressure" : "KubeletHasNoDiskPressure",
                        disk ? "kubelet has disk pressure" : "kubelet has no disk pressure",
                        measured.now));
        result = CONDITIONS.with(
                result,
                condition(
                        "PIDPressure",
                        false,
                        "KubeletHasSufficientPID",
                        "kubelet has sufficient PID available",
                        measured.now));
        return CONDITIONS.with(result, ready(measured));
    }

    private static NodeCondition ready(Measured measured) {
        List<String> faults = new ArrayList<>();
        for (String required : List.of("RuntimeReady", "NetworkReady")) {
            measured.runtime.stream()
                    .filter(c -> c.getType().equals(required))
                    .findFirst()
                    .ifPresentOrElse(
                            c -> {
                                if (!c.getStatus()) {
                                    faults.add("container runtime "
                                            + (required.equals("NetworkReady") ? "network " : "")
                                            + "not ready: " + required + "=false reason:" + c.getReason() + " message:"
                                            + c.getMessage());
                                }
                            },
                            () -> faults.add("container runtime does not say whether it is " + required));
        }
        return faults.isEmpty()
                ? condition("Ready", true, "KubeletReady", "kubelet is posting ready status", measured.now)
                : condition("Ready", false, "KubeletNotReady", String.join(", ", faults), measured.now);
    }

    private static NodeCondition condition(String type, boolean holds, String reason, String message, Instant now) {
        return new NodeConditionBuilder()
                .withType(type)
                .withStatus(holds ? ConditionKind.TRUE : ConditionKind.FALSE)
                .withReason(reason)
                .withMessage(message)
                .withLastHeartbeatTime(Timestamps.time(now))
                .withLastTransitionTime(Timestamps.time(now))
                .build();
    }

    /** The largest first: the scheduler prefers nodes that need not pull much. */
    private static List<ContainerImage> images(List<Image> images) {
        return images.stream()
                .sorted(Comparator.comparingLong(Image::getSize).reversed())
                .limit(MOST_IMAGES)
                .map(image -> {
                    List<String> names = new ArrayList<>(image.getRepoDigestsList());
                    names.addAll(image.getRepoTagsList());
                    return new ContainerImageBuilder()
                            .withNames(names)
                            .withSizeBytes(image.getSize())
                            .build();
                })
                .filter(image -> !image.getNames().isEmpty())
                .toList();
    }

    static boolean isReady(NodeStatus status) {
        return CONDITIONS.is(status.getConditions(), "Ready", ConditionKind.TRUE);
    }

    /** Whether two statuses differ in more than the time at which they were measured. */
    static boolean differ(NodeStatus a, NodeStatus b) {
        return !timeless(a).equals(timeless(b));
    }

    private static NodeStatus timeless(NodeStatus status) {
        return new NodeStatusBuilder(status)
                .withConditions(status.getConditions().stream()
                        .map(c -> new NodeConditionBuilder(c)
                                .withLastHeartbeatTime(null)
                                .build())
                        .toList())
                .build();
    }
}
