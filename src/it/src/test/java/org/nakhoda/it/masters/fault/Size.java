package org.nakhoda.it.masters.fault;

import java.util.Optional;
import org.nakhoda.it.masters.topology.MastersCluster;

/** How many masters a fault needs. */
final class Size {
    private Size() {}

    static Optional<String> atLeast(int fewest, MastersCluster cluster) {
        return cluster.masters().size() >= fewest ? Optional.empty() : Optional.of("needs " + fewest + " masters");
    }
}
