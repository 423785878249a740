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
        if (volume.path("hostPath") instanceof ObjectNode hostPath && Tree.absent(hostPath, "type")) {
            hostPath.put("type", "");
        }
        if (volume.path("iscsi") instanceof ObjectNode iscsi) {
            Tree.defaultText(iscsi, "iscsiInterface", "default");
        }
        if (volume.path("ephemeral").path("volumeClaimTemplate").path("spec") instanceof ObjectNode claim) {
            Tree.defaultText(claim, "volumeMode", "Filesystem");
        }
        if (volume.path("image") instanceof ObjectNode image) {
            Tree.defaultText(image, "pullPolicy", ContainerDefaults.pullPolicy(Tree.text(image, "reference")));
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
