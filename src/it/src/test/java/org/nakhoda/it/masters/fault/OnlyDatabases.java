package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/**
 * As by a firewall with a port too few: the leader's elections reach nobody, and no master's orders reach another, while the
 * databases go on to replicate. The others elect a leader whom no standby hears, and the standbys confirm what the old one
 * commits for as long as it believes in itself.
 */
public final class OnlyDatabases implements Fault {
    @Override
    public String name() {
        return "the leader's Raft is cut off and all orders are, the databases are not";
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(6);
    }

    @Override
    public Optional<String> impossible(MastersCluster cluster) {
        return Size.atLeast(3, cluster);
    }

    @Override
    public void begin(MastersCluster cluster) {
        MasterNode leader = cluster.leader();
        List<MasterNode> others = cluster.others(leader);
        for (int i = 0; i < others.size(); i++) {
            for (MasterNode other : others.subList(i + 1, others.size())) {
                cluster.network().cutQuestions(others.get(i).number(), other.number());
            }
            cluster.network().cutQuestions(leader.number(), others.get(i).number());
        }
        for (MasterNode other : others) {
            cluster.network().cutElections(leader.number(), other.number());
        }
    }

    @Override
    public void end(MastersCluster cluster) {
        cluster.network().heal();
    }
}
