package org.nakhoda.node.event;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import org.nakhoda.client.event.EventRecorder;

/** Tells people what happens to a pod; about a container, in a form from which tools find it. */
public interface PodEvents {
    void normal(Pod pod, String container, String reason, String message);

    void warning(Pod pod, String container, String reason, String message);

    /** Says nothing. */
    PodEvents NONE = new PodEvents() {
        @Override
        public void normal(Pod pod, String container, String reason, String message) {}

        @Override
        public void warning(Pod pod, String container, String reason, String message) {}
    };

    /** Writes them to the API. An empty container name means the pod itself. */
    static PodEvents recordedBy(EventRecorder recorder) {
        return new PodEvents() {
            @Override
            public void normal(Pod pod, String container, String reason, String message) {
                recorder.record(regarding(pod, container), EventRecorder.Type.NORMAL, reason, message);
            }

            @Override
            public void warning(Pod pod, String container, String reason, String message) {
                recorder.record(regarding(pod, container), EventRecorder.Type.WARNING, reason, message);
            }
        };
    }

    private static ObjectReference regarding(Pod pod, String container) {
        return new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .withResourceVersion(pod.getMetadata().getResourceVersion())
                .withFieldPath(container.isEmpty() ? null : list(pod, container) + "{" + container + "}")
                .build();
    }

    private static String list(Pod pod, String container) {
        if (pod.getSpec().getContainers().stream().anyMatch(c -> c.getName().equals(container))) {
            return "spec.containers";
        }
        return pod.getSpec().getInitContainers().stream()
                        .anyMatch(c -> c.getName().equals(container))
                ? "spec.initContainers"
                : "spec.ephemeralContainers";
    }
}
