package org.nakhoda.api.storage;

import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A way of providing volumes. */
public final class StorageClassKind {
    private StorageClassKind() {}

    public static ResourceType declare() {
        return ResourceType.of("storage.k8s.io", "v1", "StorageClass")
                .plural("storageclasses")
                .shortNames("sc")
                .clusterScoped()
                .schema(BuiltinSchemas.of("io.k8s.api.storage.v1.StorageClass"))
                .strategy(new StorageClassStrategy())
                .columns(
                        new Column(
                                "Name",
                                "string",
                                "name",
                                "Name of the class, marked if it is the default",
                                0,
                                (o, now) -> Columns.node(StorageClassStrategy.shownName(o))),
                        Columns.text("Provisioner", "What provides the volumes", o -> Tree.text(o, "provisioner")),
                        Columns.text(
                                "ReclaimPolicy",
                                "What happens to released volumes",
                                o -> Tree.text(o, "reclaimPolicy")),
                        Columns.text(
                                "VolumeBindingMode", "When volumes are bound", o -> Tree.text(o, "volumeBindingMode")),
                        Columns.text(
                                "AllowVolumeExpansion",
                                "Whether volumes can grow",
                                o -> Boolean.toString(Tree.flag(o, "allowVolumeExpansion"))),
                        Columns.AGE)
                .build();
    }
}
