package org.nakhoda.node.runtime;

import io.fabric8.kubernetes.api.model.Pod;

/** Which pod. A pod that is made again under its old name has another uid and is another pod. */
public record PodIdentity(String namespace, String name, String uid) {
    public static PodIdentity of(Pod pod) {
        return new PodIdentity(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                pod.getMetadata().getUid());
    }

    /** {@code NAME_NAMESPACE(UID)}, as people know it from events. */
    @Override
    public String toString() {
        return name + "_" + namespace + "(" + uid + ")";
    }
}
