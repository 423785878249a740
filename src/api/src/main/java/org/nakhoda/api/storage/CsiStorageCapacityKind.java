package org.nakhoda.api.storage;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** How much a driver can still provide, and where. */
public final class CsiStorageCapacityKind {
    private CsiStorageCapacityKind() {}

    public static ResourceType declare() {
        return ResourceType.of("storage.k8s.io", "v1", "CSIStorageCapacity")
                .plural("csistoragecapacities")
                .updateNeedsRevision()
                .schema(BuiltinSchemas.of("io.k8s.api.storage.v1.CSIStorageCapacity"))
                .strategy(new CsiStorageCapacityStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "StorageClassName",
                                "The storage class that the capacity is for",
                                o -> Tree.text(o, "storageClassName")),
                        Columns.text("Capacity", "What is left", o -> Tree.scalar(o.path("capacity"))))
                .build();
    }
}
