package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.validation.Names;

/** A piece of storage. */
public final class PersistentVolumeKind {
    private PersistentVolumeKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "PersistentVolume")
                .plural("persistentvolumes")
                .shortNames("pv")
                .clusterScoped()
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.PersistentVolume"))
                .strategy(new ObjectStrategy(Scope.CLUSTER, ObjectStrategy.Shape.STATUS, Names::subdomain))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
