package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.Optional;
import org.nakhoda.it.masters.topology.MastersCluster;

/** Two things at once. */
public final class Both implements Fault {
    private final Fault one;
    private final Fault other;

    public Both(Fault one, Fault other) {
        this.one = one;
        this.other = other;
    }

    @Override
    public String name() {
        return one.name() + ", and " + other.name();
    }

    @Override
    public Duration lasting() {
        return one.lasting().compareTo(other.lasting()) > 0 ? one.lasting() : other.lasting();
    }

    @Override
    public Optional<String> impossible(MastersCluster cluster) {
        return one.impossible(cluster).or(() -> other.impossible(cluster));
    }

    @Override
    public void begin(MastersCluster cluster) throws InterruptedException {
        one.begin(cluster);
        other.begin(cluster);
    }

    @Override
    public void end(MastersCluster cluster) throws InterruptedException {
        try {
            one.end(cluster);
        } finally {
            other.end(cluster);
        }
    }
}
