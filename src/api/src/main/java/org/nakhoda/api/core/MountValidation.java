package org.nakhoda.api.core;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;

/** Where a container mounts the pod's volumes, as folders or as block devices. */
final class MountValidation {
    private static final List<String> PROPAGATIONS = List.of("Bidirectional", "HostToContainer", "None");

    private final Map<String, JsonNode> volumes;
    private final FieldErrors errors;

    MountValidation(Map<String, JsonNode> volumes, FieldErrors errors) {
        this.volumes = volumes;
        this.errors = errors;
    }

    void validate(JsonNode container, FieldPath path) {
        Set<String> devices = values(container.path("volumeDevices"), "devicePath");
        Set<String> folders = new HashSet<>();
        boolean privileged = Tree.flag(container.path("securityContext"), "privileged");
        int index = 0;
        for (JsonNode mount : container.path("volumeMounts")) {
            FieldPath at = path.child("volumeMounts").index(index++);
            volume(mount, at);
            if (Values.required(mount, "mountPath", at, errors)) {
                String folder = Tree.text(mount, "mountPath");
                if (!folders.add(folder)) {
                    errors.invalid(at.child("mountPath"), mount.path("mountPath"), "must be unique");
                }
                if (devices.contains(folder)) {
                    errors.invalid(
                            at.child("mountPath"),
                            mount.path("mountPath"),
                            "must not already exist as a path in volumeDevices");
                }
            }
            subPaths(mount, at);
            propagation(mount, privileged, at);
        }
        devices(container.path("volumeDevices"), folders, path.child("volumeDevices"));
    }

    private static Set<String> values(JsonNode list, String field) {
        Set<String> values = new HashSet<>();
        list.forEach(one -> values.add(Tree.text(one, field)));
        return values;
    }

    private void volume(JsonNode mount, FieldPath at) {
        String name = Tree.text(mount, "name");
        if (name.isEmpty()) {
            errors.required(at.child("name"), "");
        } else if (!volumes.containsKey(name)) {
            errors.notFound(at.child("name"), mount.path("name"));
        }
    }

    private void subPaths(JsonNode mount, FieldPath at) {
        for (String field : List.of("subPath", "subPathExpr")) {
            VolumeValidation.localPath(mount.path(field), at.child(field), errors);
        }
        if (!Tree.text(mount, "subPath").isEmpty()
                && !Tree.text(mount, "subPathExpr").isEmpty()) {
            errors.invalid(
                    at.child("subPathExpr"),
                    mount.path("subPathExpr"),
                    "subPathExpr and subPath are mutually exclusive");
        }
    }

    private void propagation(JsonNode mount, boolean privileged, FieldPath at) {
        Values.oneOf(mount, "mountPropagation", PROPAGATIONS, at, errors);
        String propagation = Tree.text(mount, "mountPropagation");
        if (propagation.equals("Bidirectional") && !privileged) {
            errors.forbidden(
                    at.child("mountPropagation"),
                    "Bidirectional mount propagation is available only to privileged containers");
        }
        Values.oneOf(mount, "recursiveReadOnly", List.of("Disabled", "Enabled", "IfPossible"), at, errors);
        String recursive = Tree.text(mount, "recursiveReadOnly");
        if (recursive.isEmpty() || recursive.equals("Disabled")) {
            return;
        }
        if (!Tree.flag(mount, "readOnly")) {
            errors.forbidden(at.child("recursiveReadOnly"), "may only be specified when readOnly is true");
        }
        if (!propagation.isEmpty() && !propagation.equals("None")) {
            errors.forbidden(
                    at.child("recursiveReadOnly"),
                    "may only be specified when mountPropagation is None or not specified");
        }
    }

    private void devices(JsonNode devices, Set<String> folders, FieldPath path) {
        Set<String> paths = new HashSet<>();
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode device : devices) {
            FieldPath at = path.index(index++);
            volume(device, at);
            JsonNode volume = volumes.get(Tree.text(device, "name"));
            if (!names.add(Tree.text(device, "name"))) {
                errors.invalid(at.child("name"), device.path("name"), "must be unique");
            }
            if (volume != null && !volume.has("persistentVolumeClaim") && !volume.has("ephemeral")) {
                errors.invalid(
                        at.child("name"),
                        device.path("name"),
                        "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            }
            if (!Values.required(device, "devicePath", at, errors)) {
                continue;
            }
            String devicePath = Tree.text(device, "devicePath");
            if (!paths.add(devicePath)) {
                errors.invalid(at.child("devicePath"), device.path("devicePath"), "must be unique");
            }
            if (folders.contains(devicePath)) {
                errors.invalid(
                        at.child("devicePath"),
                        device.path("devicePath"),
                        "must not already exist as a path in volumeMounts");
            }
            if (List.of(devicePath.split("/")).contains("..")) {
                errors.invalid(at.child("devicePath"), device.path("devicePath"), "must not contain '..'");
            }
        }
    }
}
