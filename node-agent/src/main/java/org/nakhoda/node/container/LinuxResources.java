package org.nakhoda.node.container;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.nakhoda.node.cgroup.CpuUnits;
import org.nakhoda.node.cri.v1.LinuxContainerResources;
import org.nakhoda.node.spec.Amounts;
import org.nakhoda.node.spec.Qos;

/** A container's requests and limits as the kernel enforces them. */
final class LinuxResources {
    private static final int SYSTEM_CRITICAL = 2_000_000_000;
    private static final int OOM_PROTECTED = -997;
    private static final int OOM_FIRST = 1000;

    private final long memoryCapacity;
    private final boolean unified;

    /** @param unified whether the node has cgroup v2 */
    LinuxResources(long memoryCapacity, boolean unified) {
        this.memoryCapacity = memoryCapacity;
        this.unified = unified;
    }

    LinuxContainerResources of(Pod pod, Container container) {
        long request = Amounts.milliCpu(Amounts.requests(container));
        long limit = Amounts.milliCpu(Amounts.limits(container));
        LinuxContainerResources.Builder resources = LinuxContainerResources.newBuilder()
                .setCpuShares(CpuUnits.shares(request == 0 ? limit : request))
                .setMemoryLimitInBytes(Amounts.whole(Amounts.limits(container), "memory"))
                .setOomScoreAdj(oomScore(pod, container));
        long quota = CpuUnits.quota(limit);
        if (quota > 0) {
            resources.setCpuPeriod(CpuUnits.PERIOD).setCpuQuota(quota);
        }
        if (unified) {
            // without it the kernel may leave a container half alive
            resources.putAllUnified(Map.of("memory.oom.group", "1"));
        }
        return resources.build();
    }

    /** Who is killed first when the node's memory runs out: the higher, the sooner. */
    int oomScore(Pod pod, Container container) {
        Integer priority = pod.getSpec().getPriority();
        Qos qos = Qos.of(pod);
        if (qos == Qos.GUARANTEED || (priority != null && priority >= SYSTEM_CRITICAL)) {
            return OOM_PROTECTED;
        }
        if (qos == Qos.BEST_EFFORT) {
            return OOM_FIRST;
        }
        long request = Amounts.whole(Amounts.requests(container), "memory");
        long score = 1000 - 1000 * request / Math.max(1, memoryCapacity);
        return (int) Math.min(OOM_FIRST - 1, Math.max(1000 + OOM_PROTECTED, score));
    }
}
