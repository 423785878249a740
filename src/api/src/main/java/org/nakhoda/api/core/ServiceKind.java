package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.validation.Names;

/** One address for a set of pods. */
public final class ServiceKind {
    private ServiceKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "Service")
                .plural("services")
                .shortNames("svc")
                .categories("all")
                .subresources("proxy", "status")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.Service"))
                .strategy(new ObjectStrategy(Scope.NAMESPACED, ObjectStrategy.Shape.STATUS, Names::dns1035Label))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
