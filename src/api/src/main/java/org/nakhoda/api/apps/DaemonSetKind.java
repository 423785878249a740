package org.nakhoda.api.apps;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A pod on each node. */
public final class DaemonSetKind {
    private DaemonSetKind() {}

    public static ResourceType declare() {
        return ResourceType.of("apps", "v1", "DaemonSet")
                .plural("daemonsets")
                .shortNames("ds")
                .categories("all")
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.apps.v1.DaemonSet"))
                .strategy(new ObjectStrategy(ObjectStrategy.Shape.SPEC_AND_STATUS))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
