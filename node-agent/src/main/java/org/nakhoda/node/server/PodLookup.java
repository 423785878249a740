package org.nakhoda.node.server;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.Optional;

/** Finds pods of this node. */
public interface PodLookup {
    Optional<Pod> find(String namespace, String name);

    Collection<Pod> all();
}
