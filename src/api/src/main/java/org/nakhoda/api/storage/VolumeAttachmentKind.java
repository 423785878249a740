package org.nakhoda.api.storage;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A volume's attachment to a node. */
public final class VolumeAttachmentKind {
    private VolumeAttachmentKind() {}

    public static ResourceType declare() {
        return ResourceType.of("storage.k8s.io", "v1", "VolumeAttachment")
                .plural("volumeattachments")
                .clusterScoped()
                .subresources("status")
                .updateNeedsRevision()
                .schema(BuiltinSchemas.of("io.k8s.api.storage.v1.VolumeAttachment"))
                .strategy(new VolumeAttachmentStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "Attacher", "The driver that attaches", o -> Tree.text(o.path("spec"), "attacher")),
                        Columns.text(
                                "PV",
                                "The persistent volume",
                                o -> Tree.text(o.path("spec").path("source"), "persistentVolumeName")),
                        Columns.text("Node", "The node", o -> Tree.text(o.path("spec"), "nodeName")),
                        Columns.text(
                                "Attached",
                                "Whether the volume is attached",
                                o -> Boolean.toString(Tree.flag(o.path("status"), "attached"))),
                        Columns.AGE)
                .build();
    }
}
