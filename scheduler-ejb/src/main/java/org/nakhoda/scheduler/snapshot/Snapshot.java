package org.nakhoda.scheduler.snapshot;

import java.util.List;

/** All nodes at one moment, in name order. */
public record Snapshot(List<NodeInfo> nodes) {
    public Snapshot {
        nodes = List.copyOf(nodes);
    }

    /** On how many nodes an image is present. */
    public long nodesWithImage(String image) {
        return nodes.stream().filter(node -> node.imageSize(image) > 0).count();
    }
}
