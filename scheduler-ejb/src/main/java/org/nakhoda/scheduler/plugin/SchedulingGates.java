package org.nakhoda.scheduler.plugin;

import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nakhoda.scheduler.framework.QueuePlugin;
import org.nakhoda.scheduler.snapshot.PodInfo;

/** A pod with scheduling gates is not tried before the last gate is lifted. */
public final class SchedulingGates implements QueuePlugin {
    @Override
    public String name() {
        return "SchedulingGates";
    }

    @Override
    public Optional<String> holdBack(PodInfo pod) {
        List<PodSchedulingGate> gates = pod.pod().getSpec().getSchedulingGates();
        if (gates == null || gates.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(gates.stream()
                .map(PodSchedulingGate::getName)
                .collect(Collectors.joining(", ", "Scheduling is blocked by the gates: ", "")));
    }
}
