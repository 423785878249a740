package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.Optional;
import org.nakhoda.it.masters.topology.MastersCluster;

/**
 * Something that happens to several masters. An instance is used once; whatever it does to the machine is over when {@link
 * #end} has returned.
 */
public interface Fault {
    /** What happens, for people. */
    String name();

    /** How long it goes on after {@link #begin} has returned. */
    Duration lasting();

    /** @return why it cannot be had on this machine or with so few masters; empty if it can */
    default Optional<String> impossible(MastersCluster cluster) {
        return Optional.empty();
    }

    void begin(MastersCluster cluster) throws InterruptedException;

    void end(MastersCluster cluster) throws InterruptedException;
}
