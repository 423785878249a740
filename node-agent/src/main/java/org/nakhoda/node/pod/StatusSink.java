package org.nakhoda.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Optional;

/** Where pods' statuses go. Calls return at once. */
public interface StatusSink {
    /** @param gone whether nothing is left of a pod that was to be deleted, so that its object is to go, too */
    void publish(Pod pod, PodStatus status, boolean gone);

    /** The last status that was published for a pod. */
    Optional<PodStatus> last(String uid);

    void forget(String uid);
}
