package org.nakhoda.api.storage;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.validation.Names;

/** A way of providing volumes. */
public final class StorageClassKind {
    private StorageClassKind() {}

    public static ResourceType declare() {
        return ResourceType.of("storage.k8s.io", "v1", "StorageClass")
                .plural("storageclasses")
                .shortNames("sc")
                .clusterScoped()
                .schema(BuiltinSchemas.of("io.k8s.api.storage.v1.StorageClass"))
                .strategy(new ObjectStrategy(Scope.CLUSTER, ObjectStrategy.Shape.PLAIN, Names::subdomain))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
