package org.nakhoda.api.core;

import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;

/** Where a persistent volume's data lies: exactly one source, with what that source needs. */
final class VolumeSourceValidation {
    /** The fields that a source cannot be without. */
    private static final Map<String, List<String>> SOURCES = Map.ofEntries(
            Map.entry("awsElasticBlockStore", List.of("volumeID")),
            Map.entry("azureDisk", List.of("diskName", "diskURI")),
            Map.entry("azureFile", List.of("secretName", "shareName")),
            Map.entry("cephfs", List.of("monitors")),
            Map.entry("cinder", List.of("volumeID")),
            Map.entry("csi", List.of("driver", "volumeHandle")),
            Map.entry("fc", List.of()),
            Map.entry("flexVolume", List.of("driver")),
            Map.entry("flocker", List.of()),
            Map.entry("gcePersistentDisk", List.of("pdName")),
            Map.entry("glusterfs", List.of("endpoints", "path")),
            Map.entry("hostPath", List.of("path")),
            Map.entry("iscsi", List.of("targetPortal", "iqn")),
            Map.entry("local", List.of("path")),
            Map.entry("nfs", List.of("server", "path")),
            Map.entry("photonPersistentDisk", List.of("pdID")),
            Map.entry("portworxVolume", List.of("volumeID")),
            Map.entry("quobyte", List.of("registry", "volume")),
            Map.entry("rbd", List.of("monitors", "image")),
            Map.entry("scaleIO", List.of("gateway", "system", "volumeName")),
            Map.entry("storageos", List.of()),
            Map.entry("vsphereVolume", List.of("volumePath")));

    private VolumeSourceValidation() {}

    static void validate(JsonNode spec, FieldPath path, FieldErrors errors) {
        String first = null;
        for (Map.Entry<String, JsonNode> field : spec.properties()) {
            List<String> needs = SOURCES.get(field.getKey());
            if (needs == null) {
                continue;
            }
            FieldPath at = path.child(field.getKey());
            if (first != null) {
                errors.forbidden(at, "may not specify more than 1 volume type");
                continue;
            }
            first = field.getKey();
            one(first, field.getValue(), at, errors);
        }
        if (first == null) {
            errors.required(path, "must specify a volume type");
            return;
        }
        if (first.equals("local") && !spec.path("nodeAffinity").isObject()) {
            errors.required(path.child("nodeAffinity"), "Local volume requires node affinity");
        }
        if (first.equals("hostPath")
                && Tree.text(spec, "hostPath", "path").equals("/")
                && Tree.text(spec, "persistentVolumeReclaimPolicy").equals("Recycle")) {
            errors.forbidden(
                    path.child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'");
        }
    }

    /** A source of a sort that pods' volumes and persistent volumes share. */
    static void one(String type, JsonNode source, FieldPath path, FieldErrors errors) {
        for (String need : SOURCES.getOrDefault(type, List.of())) {
            Values.required(source, need, path, errors);
        }
        if (type.equals("hostPath") || type.equals("local")) {
            noStepsUp(source, path, errors);
        }
        if (type.equals("nfs")
                && !Tree.text(source, "path").isEmpty()
                && !Tree.text(source, "path").startsWith("/")) {
            errors.invalid(path.child("path"), source.path("path"), "must be an absolute path");
        }
    }

    private static void noStepsUp(JsonNode source, FieldPath path, FieldErrors errors) {
        String text = Tree.text(source, "path");
        for (String step : text.split("/", -1)) {
            if (step.equals("..")) {
                errors.invalid(path.child("path"), text, "must not contain '..'");
                return;
            }
        }
    }

    static boolean same(JsonNode spec, JsonNode old) {
        return SOURCES.keySet().stream().allMatch(source -> Values.same(spec.path(source), old.path(source)));
    }
}
