package org.nakhoda.it.masters;

import org.nakhoda.it.masters.fault.Fault;
import org.nakhoda.it.masters.fault.LaggingStandbys;
import org.nakhoda.it.masters.fault.OnlyDatabases;
import org.nakhoda.it.masters.topology.Build;
import org.nakhoda.it.masters.topology.MastersCluster;
import org.nakhoda.it.masters.topology.Mutation;

/** Ways to break the masters on purpose, each with the fault that makes a loss of it. */
enum Breakage {
    /** The databases are told behind the masters' backs to acknowledge commits before any standby has them. */
    COMMITS {
        @Override
        Build build() {
            return Build.current();
        }

        @Override
        void sabotage(MastersCluster cluster) {
            cluster.masters().forEach(master -> master.sabotage("synchronous_commit = 'local'"));
        }

        @Override
        Fault fault() {
            return new LaggingStandbys();
        }
    },

    /** Who is elected takes its own database for the primary, and fences nobody off the old one before. */
    FENCING {
        private final Mutation mutation = new Mutation(
                "org/nakhoda/db/masters/Promotion.java",
                "Map<String, Replica.Position> fenced = fence(term);",
                "Map<String, Replica.Position> fenced = Map.of(self.name(), own.fence(term).orElseThrow());");

        @Override
        Build build() {
            return mutation.of(Build.current(), "without-fencing");
        }

        @Override
        void sabotage(MastersCluster cluster) {}

        @Override
        Fault fault() {
            return new OnlyDatabases();
        }
    };

    /** What the masters run. */
    abstract Build build();

    /** What is done to them before each round. */
    abstract void sabotage(MastersCluster cluster);

    abstract Fault fault();
}
