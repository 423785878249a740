package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A wish for storage. */
public final class PersistentVolumeClaimKind {
    private PersistentVolumeClaimKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "PersistentVolumeClaim")
                .plural("persistentvolumeclaims")
                .shortNames("pvc")
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.PersistentVolumeClaim"))
                .strategy(new PersistentVolumeClaimStrategy())
                .columns(VolumeColumns.ofClaims())
                .build();
    }
}
