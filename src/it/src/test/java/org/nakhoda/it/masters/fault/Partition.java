package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.Optional;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/** One master and the others do not hear each other. The clients reach all, but for where it says otherwise. */
public final class Partition implements Fault {
    /** What does not come through. */
    public enum Direction {
        BOTH("does not reach the others nor they it"),
        OUT("does not reach the others, but hears them"),
        IN("does not hear the others, but reaches them"),
        UNPLUGGED("is unplugged: nobody reaches it, no client either");

        private final String words;

        Direction(String words) {
            this.words = words;
        }
    }

    private final Victims victim;
    private final Direction direction;
    private MasterNode unplugged;

    /** @param victim one master */
    public Partition(Victims victim, Direction direction) {
        this.victim = victim;
        this.direction = direction;
    }

    @Override
    public String name() {
        return victim + " " + direction.words;
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(8);
    }

    @Override
    public Optional<String> impossible(MastersCluster cluster) {
        return Size.atLeast(2, cluster);
    }

    @Override
    public void begin(MastersCluster cluster) {
        MasterNode one = victim.of(cluster).get(0);
        if (direction == Direction.UNPLUGGED) {
            unplugged = one;
            cluster.network().plug(one.number(), false);
            return;
        }
        for (MasterNode other : cluster.others(one)) {
            if (direction != Direction.IN) {
                cluster.network().cut(one.number(), other.number());
            }
            if (direction != Direction.OUT) {
                cluster.network().cut(other.number(), one.number());
            }
        }
    }

    @Override
    public void end(MastersCluster cluster) {
        if (unplugged != null) {
            cluster.network().plug(unplugged.number(), true);
        }
        cluster.network().heal();
    }
}
