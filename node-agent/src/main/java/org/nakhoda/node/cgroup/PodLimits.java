package org.nakhoda.node.cgroup;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.function.ToLongFunction;
import org.nakhoda.node.spec.Amounts;
import org.nakhoda.node.spec.Qos;

/**
 * What a pod as a whole may use.
 *
 * @param cpuQuota microseconds in each {@link CpuUnits#PERIOD}; 0 for no limit
 * @param memoryBytes 0 for no limit
 */
public record PodLimits(long cpuShares, long cpuQuota, long memoryBytes) {
    /** A limit holds for the pod only if each of its containers has one. */
    public static PodLimits of(Pod pod) {
        if (Qos.of(pod) == Qos.BEST_EFFORT) {
            return new PodLimits(CpuUnits.MIN_SHARES, 0, 0);
        }
        return new PodLimits(
                CpuUnits.shares(Amounts.podMilliCpuRequest(pod)),
                CpuUnits.quota(sumIfAll(pod, c -> Amounts.milliCpu(Amounts.limits(c)))),
                sumIfAll(pod, c -> Amounts.whole(Amounts.limits(c), "memory")));
    }

    private static long sumIfAll(Pod pod, ToLongFunction<Container> limit) {
        boolean all = pod.getSpec().getContainers().stream().allMatch(c -> limit.applyAsLong(c) > 0)
                && pod.getSpec().getInitContainers().stream().allMatch(c -> limit.applyAsLong(c) > 0);
        return all ? Amounts.ofPod(pod, limit::applyAsLong, extra -> 0L) : 0;
    }
}
