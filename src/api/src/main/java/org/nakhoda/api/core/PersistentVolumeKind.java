package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

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
                .strategy(new PersistentVolumeStrategy())
                .columns(VolumeColumns.ofVolumes())
                .build();
    }
}
