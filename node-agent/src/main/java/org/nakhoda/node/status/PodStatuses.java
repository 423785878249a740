package org.nakhoda.node.status;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.util.List;
import org.nakhoda.client.meta.Timestamps;
import org.nakhoda.node.spec.Qos;

/** Computes a pod's status. Pure. */
public final class PodStatuses {
    private PodStatuses() {}

    public static PodStatus of(PodFacts facts) {
        PodStatus before =
                facts.pod().getStatus() == null ? new PodStatus() : facts.pod().getStatus();
        ContainerStatuses containers = new ContainerStatuses(facts);
        List<ContainerStatus> init = containers.init();
        List<ContainerStatus> main = containers.main();
        boolean failed = facts.ended().isPresent();
        String phase =
                failed && facts.terminal() ? PodPhase.FAILED : PodPhase.of(facts.pod(), init, main, facts.terminal());
        PodStatusBuilder status = new PodStatusBuilder()
                .withPhase(phase)
                .withConditions(new PodConditions(facts, phase, init, main).all())
                .withHostIP(facts.hostAddress())
                .withHostIPs(new HostIP(facts.hostAddress()))
                .withStartTime(before.getStartTime() == null ? Timestamps.time(facts.now()) : before.getStartTime())
                .withQosClass(before.getQosClass() == null ? Qos.of(facts.pod()).text() : before.getQosClass())
                .withObservedGeneration(facts.pod().getMetadata().getGeneration())
                .withReason(failed ? facts.ended().get().reason() : before.getReason())
                .withMessage(failed ? facts.ended().get().message() : before.getMessage())
                .withInitContainerStatuses(init)
                .withContainerStatuses(main)
                .withEphemeralContainerStatuses(containers.ephemeral());
        if (facts.addresses().isEmpty()) {
            status.withPodIP(before.getPodIP()).withPodIPs(before.getPodIPs());
        } else {
            status.withPodIP(facts.addresses().get(0))
                    .withPodIPs(facts.addresses().stream().map(PodIP::new).toList());
        }
        return status.build();
    }

    /** The status of a pod that this node refuses to run. */
    public static PodStatus refused(PodFacts facts) {
        PodFacts.Failure failure = facts.ended().orElseThrow();
        PodStatus before =
                facts.pod().getStatus() == null ? new PodStatus() : facts.pod().getStatus();
        return new PodStatusBuilder()
                .withPhase(PodPhase.FAILED)
                .withReason(failure.reason())
                .withMessage(failure.message())
                .withStartTime(before.getStartTime() == null ? Timestamps.time(facts.now()) : before.getStartTime())
                .withQosClass(before.getQosClass() == null ? Qos.of(facts.pod()).text() : before.getQosClass())
                .withObservedGeneration(facts.pod().getMetadata().getGeneration())
                .withConditions(before.getConditions())
                .build();
    }
}
