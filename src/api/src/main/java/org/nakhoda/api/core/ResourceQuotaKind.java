package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Bounds for what a namespace uses in all. */
public final class ResourceQuotaKind {
    private ResourceQuotaKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "ResourceQuota")
                .plural("resourcequotas")
                .shortNames("quota")
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.ResourceQuota"))
                .strategy(new ObjectStrategy(ObjectStrategy.Shape.STATUS))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
