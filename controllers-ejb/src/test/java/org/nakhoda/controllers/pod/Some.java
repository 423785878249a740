package org.nakhoda.controllers.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;

/** Pods for stories. */
public final class Some {
    public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Some() {}

    /** A pod that has just been made. */
    public static Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .withUid("uid-" + name)
                .withCreationTimestamp(NOON.minusSeconds(600).toString())
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build();
    }

    /** A pod that is ready on a node since a time. */
    public static Pod readyPod(String name, String node, Instant since) {
        return new PodBuilder(pod(name))
                .editSpec()
                .withNodeName(node)
                .endSpec()
                .editStatus()
                .withPhase("Running")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withLastTransitionTime(since.toString())
                .endCondition()
                .endStatus()
                .build();
    }

    public static Pod inPhase(Pod pod, String phase) {
        return new PodBuilder(pod).editStatus().withPhase(phase).endStatus().build();
    }

    public static Pod terminating(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp(NOON.toString())
                .endMetadata()
                .build();
    }
}
