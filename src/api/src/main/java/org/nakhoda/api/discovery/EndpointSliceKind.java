package org.nakhoda.api.discovery;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A part of the addresses behind a service. */
public final class EndpointSliceKind {
    private EndpointSliceKind() {}

    public static ResourceType declare() {
        return ResourceType.of("discovery.k8s.io", "v1", "EndpointSlice")
                .plural("endpointslices")
                .schema(BuiltinSchemas.of("io.k8s.api.discovery.v1.EndpointSlice"))
                .strategy(new EndpointSliceStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("AddressType", "Family of the addresses", o -> Tree.text(o, "addressType")),
                        Columns.text("Ports", "Ports of every endpoint", EndpointColumns::ports),
                        Columns.text("Endpoints", "Addresses", EndpointColumns::addresses),
                        Columns.AGE)
                .build();
    }
}
