package org.nakhoda.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Joins what this node knows of a pod's status with what others have added to it in the API. */
final class StatusMerge {
    private static final Set<String> OWN =
            Set.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");

    private StatusMerge() {}

    static Pod withOwn(Pod pod, PodStatus own) {
        List<PodCondition> conditions = new ArrayList<>();
        if (pod.getStatus() != null && pod.getStatus().getConditions() != null) {
            pod.getStatus().getConditions().stream()
                    .filter(condition -> !OWN.contains(condition.getType()))
                    .forEach(conditions::add);
        }
        own.getConditions().stream()
                .filter(condition -> OWN.contains(condition.getType()))
                .forEach(conditions::add);
        return new PodBuilder(pod)
                .withStatus(new PodStatusBuilder(own).withConditions(conditions).build())
                .build();
    }
}
