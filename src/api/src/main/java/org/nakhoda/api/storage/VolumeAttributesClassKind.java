package org.nakhoda.api.storage;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Attributes of volumes that can be changed while they are in use. */
public final class VolumeAttributesClassKind {
    private VolumeAttributesClassKind() {}

    public static ResourceType declare() {
        return ResourceType.of("storage.k8s.io", "v1", "VolumeAttributesClass")
                .plural("volumeattributesclasses")
                .shortNames("vac")
                .clusterScoped()
                .schema(BuiltinSchemas.of("io.k8s.api.storage.v1.VolumeAttributesClass"))
                .strategy(new VolumeAttributesClassStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("DriverName", "The CSI driver", o -> Tree.text(o, "driverName")),
                        Columns.AGE)
                .build();
    }
}
