package org.nakhoda.controllers.node;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.settings.Cidr;
import org.nakhoda.controllers.ClusterFacts.NodeCidrs;

/**
 * Which part of the pod network each node has. It remembers what it has given until the node shows it, so that a cache
 * that is behind leads to no part being given twice. Not thread-safe.
 */
final class CidrAllocation {
    private final NodeCidrs network;
    private final Map<String, Cidr> taken = new HashMap<>();

    CidrAllocation(NodeCidrs network) {
        this.network = network;
    }

    /** Notes what a node has. Parts of other networks, which an administrator may have given by hand, occupy nothing here. */
    void occupied(String node, String cidr) {
        try {
            taken.put(node, Cidr.parse(cidr));
        } catch (IllegalArgumentException e) {
            // another family or another form: not of this network
            taken.remove(node);
        }
    }

    void released(String node) {
        taken.remove(node);
    }

    /** The node's part, a free one if it has none yet; empty if none is left. */
    Optional<Cidr> allocate(String node) {
        Cidr present = taken.get(node);
        if (present != null) {
            return Optional.of(present);
        }
        Cidr whole = network.cluster();
        int prefix = network.nodePrefixLength();
        int parts = 1 << prefix - whole.prefixLength();
        BitSet used = new BitSet(parts);
        for (Cidr cidr : taken.values()) {
            if (cidr.overlaps(whole)) {
                long first = whole.indexOf(cidr.address(0));
                long last = whole.indexOf(cidr.address(cidr.size() - 1));
                long size = 1L << 32 - prefix;
                // a part that is larger than the whole network takes it all
                used.set(first < 0 ? 0 : (int) (first / size), last < 0 ? parts : (int) (last / size) + 1);
            }
        }
        int free = used.nextClearBit(0);
        if (free >= parts) {
            return Optional.empty();
        }
        Cidr given = whole.subnet(prefix, free);
        taken.put(node, given);
        return Optional.of(given);
    }
}
