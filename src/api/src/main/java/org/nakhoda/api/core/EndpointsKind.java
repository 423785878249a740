package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.discovery.EndpointColumns;
import org.nakhoda.api.schema.BuiltinSchemas;

/** The addresses behind a service, in the older form. */
public final class EndpointsKind {
    private EndpointsKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "Endpoints")
                .plural("endpoints")
                .shortNames("ep")
                .createdByUpdate()
                .deprecated("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.Endpoints"))
                .strategy(new EndpointsStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("Endpoints", "Addresses and ports", EndpointColumns::endpoints),
                        Columns.AGE)
                .build();
    }
}
