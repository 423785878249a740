package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes' documented defaults of a pod's volume. */
final class VolumeDefaults {
    /** Octal 0644. */
    private static final int FILE_MODE = 420;

    private VolumeDefaults() {}

    static void apply(ObjectNode volume) {
        if (volume.size() <= 1 && volume.has("name")) {
            volume.putObject("emptyDir");
            return;
        }
        fileMode(volume.path("configMap"));
        fileMode(volume.path("secret"));
        if (volume.path("downwardAPI") instanceof ObjectNode downward) {
            fileMode(downward);
            items(downward);
        }
        if (volume.path("projected") instanceof ObjectNode projected) {
            fileMode(projected);
            for (ObjectNode source : Tree.objects(projected, "sources")) {
                if (source.path("serviceAccountToken") instanceof ObjectNode token) {
                    Tree.defaultNumber(token, "expirationSeconds", 3600);
                }
                items(source.path("downwardAPI"));
            }
        }
        sources(volume);
        if (volume.path("ephemeral").path("volumeClaimTemplate").path("spec") instanceof ObjectNode claim) {
            Tree.defaultText(claim, "volumeMode", "Filesystem");
        }
        if (volume.path("image") instanceof ObjectNode image) {
            Tree.defaultText(image, "pullPolicy", ContainerDefaults.pullPolicy(Tree.text(image, "reference")));
        }
    }

    /** Sources that pods' volumes and persistent volumes share. */
    static void sources(ObjectNode holder) {
        if (holder.path("hostPath") instanceof ObjectNode hostPath && Tree.absent(hostPath, "type")) {
            hostPath.put("type", "");
        }
        if (holder.path("iscsi") instanceof ObjectNode iscsi) {
            Tree.defaultText(iscsi, "iscsiInterface", "default");
        }
        if (holder.path("rbd") instanceof ObjectNode rbd) {
            Tree.defaultText(rbd, "pool", "rbd");
            Tree.defaultText(rbd, "user", "admin");
            Tree.defaultText(rbd, "keyring", "/etc/ceph/keyring");
        }
        if (holder.path("azureDisk") instanceof ObjectNode disk) {
            Tree.defaultText(disk, "cachingMode", "ReadWrite");
            Tree.defaultText(disk, "kind", "Shared");
            Tree.defaultText(disk, "fsType", "ext4");
            Tree.defaultFlag(disk, "readOnly", false);
        }
        if (holder.path("scaleIO") instanceof ObjectNode scaleIo) {
            Tree.defaultText(scaleIo, "storageMode", "ThinProvisioned");
            Tree.defaultText(scaleIo, "fsType", "xfs");
        }
    }

    private static void fileMode(JsonNode source) {
        if (source instanceof ObjectNode files) {
            Tree.defaultNumber(files, "defaultMode", FILE_MODE);
        }
    }

    private static void items(JsonNode downward) {
        for (ObjectNode item : Tree.objects(downward, "items")) {
            ContainerDefaults.fieldReference(item);
        }
    }
}
