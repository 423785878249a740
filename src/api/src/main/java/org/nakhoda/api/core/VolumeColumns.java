package org.nakhoda.api.core;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of persistent volumes and of claims to them. */
final class VolumeColumns {
    /** In the order in which they are shown. */
    private static final List<Map.Entry<String, String>> MODES = List.of(
            Map.entry("ReadWriteOnce", "RWO"),
            Map.entry("ReadOnlyMany", "ROX"),
            Map.entry("ReadWriteMany", "RWX"),
            Map.entry("ReadWriteOncePod", "RWOP"));

    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
    private static final String UNSET = "<unset>";
    private static final Column VOLUME_MODE =
            Columns.wide("VolumeMode", "Filesystem or raw block", o -> Tree.text(o, "spec", "volumeMode"));
    private static final Column ATTRIBUTES_CLASS = Columns.text("VolumeAttributesClass", "Attributes asked for", o -> {
        String name = Tree.text(o, "spec", "volumeAttributesClassName");
        return name.isEmpty() ? UNSET : name;
    });

    private VolumeColumns() {}

    static Column[] ofVolumes() {
        return new Column[] {
            Columns.NAME,
            Columns.text(
                    "Capacity",
                    "Its size",
                    v -> Tree.scalar(v.path("spec").path("capacity").path("storage"))),
            Columns.text("Access Modes", "How it can be mounted", v -> modes(v.path("spec"))),
            Columns.text(
                    "Reclaim Policy",
                    "What happens when it is released",
                    v -> Tree.text(v, "spec", "persistentVolumeReclaimPolicy")),
            Columns.text("Status", "Its phase", VolumeColumns::phase),
            Columns.text("Claim", "The claim that has it", VolumeColumns::claim),
            Columns.text("StorageClass", "Its storage class", VolumeColumns::storageClass),
            ATTRIBUTES_CLASS,
            Columns.text("Reason", "Why it is in its phase", v -> Tree.text(v, "status", "reason")),
            Columns.AGE,
            VOLUME_MODE
        };
    }

    static Column[] ofClaims() {
        return new Column[] {
            Columns.NAME,
            Columns.text("Status", "Its phase", VolumeColumns::phase),
            Columns.text("Volume", "The volume that it has", c -> Tree.text(c, "spec", "volumeName")),
            Columns.text("Capacity", "Size of that volume", VolumeColumns::capacity),
            Columns.text(
                    "Access Modes", "How that volume can be mounted", c -> bound(c) ? modes(c.path("status")) : ""),
            Columns.text("StorageClass", "The storage class asked for", VolumeColumns::storageClass),
            ATTRIBUTES_CLASS,
            Columns.AGE,
            VOLUME_MODE
        };
    }

    private static boolean bound(ObjectNode claim) {
        return !Tree.text(claim, "spec", "volumeName").isEmpty();
    }

    private static String phase(ObjectNode object) {
        return object.path("metadata").has("deletionTimestamp") ? "Terminating" : Tree.text(object, "status", "phase");
    }

    private static String claim(ObjectNode volume) {
        JsonNode claim = volume.path("spec").path("claimRef");
        return claim.isObject() ? Tree.text(claim, "namespace") + "/" + Tree.text(claim, "name") : "";
    }

    private static String modes(JsonNode holder) {
        StringJoiner text = new StringJoiner(",");
        for (Map.Entry<String, String> mode : MODES) {
            for (JsonNode one : holder.path("accessModes")) {
                if (one.asString("").equals(mode.getKey())) {
                    text.add(mode.getValue());
                    break;
                }
            }
        }
        return text.toString();
    }

    private static String storageClass(ObjectNode object) {
        JsonNode annotations = object.path("metadata").path("annotations");
        return annotations.has(CLASS_ANNOTATION)
                ? Tree.text(annotations, CLASS_ANNOTATION)
                : Tree.text(object, "spec", "storageClassName");
    }

    private static String capacity(ObjectNode claim) {
        String amount = Tree.scalar(claim.path("status").path("capacity").path("storage"));
        return !bound(claim) ? "" : amount.isEmpty() ? "0" : amount;
    }
}
