package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.ScalePaths;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Keeps a number of pods, in the older form. */
public final class ReplicationControllerKind {
    private ReplicationControllerKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "ReplicationController")
                .plural("replicationcontrollers")
                .shortNames("rc")
                .categories("all")
                .subresources("scale", "status")
                .scale(new ScalePaths("/spec/replicas", "/status/replicas", "/spec/selector"))
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.ReplicationController"))
                .strategy(new ObjectStrategy(ObjectStrategy.Shape.SPEC_AND_STATUS))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
