package org.nakhoda.scheduler.framework;

import io.fabric8.kubernetes.api.model.Node;
import org.nakhoda.scheduler.snapshot.PodInfo;

/** A change in the cluster that may wake waiting pods. */
public sealed interface ClusterEvent {
    record NodeAdded(Node node) implements ClusterEvent {}

    /** Something about a node changed that scheduling looks at. */
    record NodeChanged(Node before, Node after) implements ClusterEvent {}

    /** A bound pod ended, shrank or went away: its room is free. */
    record PodFreed(PodInfo pod) implements ClusterEvent {}

    /** A pod was bound, which may satisfy another's affinity. */
    record PodPlaced(PodInfo pod) implements ClusterEvent {}
}
