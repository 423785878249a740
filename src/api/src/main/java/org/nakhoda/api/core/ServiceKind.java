package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** One address for a set of pods. */
public final class ServiceKind {
    private ServiceKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "Service")
                .plural("services")
                .shortNames("svc")
                .categories("all")
                .subresources("proxy", "status")
                .createdByUpdate()
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.Service"))
                .strategy(new ServiceStrategy())
                .columns(ServiceColumns.columns())
                .selectable("spec.clusterIP", o -> Tree.text(o, "spec", "clusterIP"))
                .selectable("spec.type", o -> Tree.text(o, "spec", "type"))
                .build();
    }
}
