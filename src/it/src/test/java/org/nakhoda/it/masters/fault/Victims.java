package org.nakhoda.it.masters.fault;

import java.util.List;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/** Whom a fault befalls. */
public enum Victims {
    LEADER("the leader"),
    FOLLOWER("a follower"),
    LEADER_AND_FOLLOWER("the leader and a follower"),
    FOLLOWERS("the followers"),
    ALL("all masters");

    private final String words;

    Victims(String words) {
        this.words = words;
    }

    List<MasterNode> of(MastersCluster cluster) {
        if (this == ALL) {
            return cluster.masters();
        }
        MasterNode leader = cluster.leader();
        List<MasterNode> followers = cluster.others(leader);
        return switch (this) {
            case LEADER -> List.of(leader);
            case FOLLOWER -> followers.subList(0, 1);
            case LEADER_AND_FOLLOWER -> List.of(leader, followers.get(0));
            case FOLLOWERS -> followers;
            case ALL -> cluster.masters();
        };
    }

    /** How many masters there must be. */
    int fewest() {
        return switch (this) {
            case LEADER, ALL -> 1;
            case FOLLOWER, LEADER_AND_FOLLOWER, FOLLOWERS -> 2;
        };
    }

    @Override
    public String toString() {
        return words;
    }
}
