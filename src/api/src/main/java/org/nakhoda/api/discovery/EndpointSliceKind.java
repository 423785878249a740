package org.nakhoda.api.discovery;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A part of the addresses behind a service. */
public final class EndpointSliceKind {
    private EndpointSliceKind() {}

    public static ResourceType declare() {
        return ResourceType.of("discovery.k8s.io", "v1", "EndpointSlice")
                .plural("endpointslices")
                .schema(BuiltinSchemas.of("io.k8s.api.discovery.v1.EndpointSlice"))
                .strategy(new ObjectStrategy(ObjectStrategy.Shape.SPEC))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
