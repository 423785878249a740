package org.nakhoda.api.core;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes' rules for a pod's volumes. */
final class VolumeValidation {
    private static final List<String> HOST_PATH_TYPES = List.of(
            "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");

    private VolumeValidation() {}

    /** The volumes by name, for those who mount them. */
    static Map<String, JsonNode> validate(JsonNode volumes, FieldPath path, FieldErrors errors) {
        if (Tree.isEmpty(volumes)) {
            return Map.of();
        }
        Map<String, JsonNode> byName = new HashMap<>();
        int index = 0;
        for (JsonNode volume : volumes) {
            FieldPath at = path.index(index++);
            String name = Tree.text(volume, "name");
            if (name.isEmpty()) {
                errors.required(at.child("name"), "");
            } else {
                String fault = Names.label(name);
                if (fault != null) {
                    errors.invalid(at.child("name"), name, fault);
                }
                if (byName.putIfAbsent(name, volume) != null) {
                    errors.duplicate(at.child("name"), volume.path("name"));
                }
            }
            sources(volume, at, errors);
        }
        return byName;
    }

    private static void sources(JsonNode volume, FieldPath path, FieldErrors errors) {
        String first = null;
        for (Map.Entry<String, JsonNode> field : volume.properties()) {
            if (field.getKey().equals("name") || !field.getValue().isObject()) {
                continue;
            }
            if (first != null) {
                errors.forbidden(path.child(field.getKey()), "may not specify more than 1 volume type");
                continue;
            }
            first = field.getKey();
            source(first, field.getValue(), path.child(first), errors);
        }
        if (first == null) {
            errors.required(path, "must specify a volume type");
        }
    }

    private static void source(String type, JsonNode source, FieldPath path, FieldErrors errors) {
        switch (type) {
            case "emptyDir" -> emptyDir(source, path, errors);
            case "secret" -> {
                Values.required(source, "secretName", path, errors);
                files(source, path, errors);
            }
            case "configMap" -> {
                Values.required(source, "name", path, errors);
                files(source, path, errors);
            }
            case "persistentVolumeClaim" -> Values.required(source, "claimName", path, errors);
            case "projected" -> projected(source, path, errors);
            case "downwardAPI" -> {
                mode(source, "defaultMode", path, errors);
                downward(source, path, errors);
            }
            case "gitRepo" -> {
                Values.required(source, "repository", path, errors);
                localPath(source.path("directory"), path.child("directory"), errors);
            }
            case "csi" -> Values.required(source, "driver", path, errors);
            case "image" -> {
                Values.required(source, "reference", path, errors);
                Values.oneOf(source, "pullPolicy", List.of("Always", "IfNotPresent", "Never"), path, errors);
            }
            case "ephemeral" -> {
                if (!source.path("volumeClaimTemplate").isObject()) {
                    errors.required(path.child("volumeClaimTemplate"), "");
                } else {
                    PersistentVolumeClaimStrategy.specRules(
                            source.path("volumeClaimTemplate").path("spec"),
                            path.child("volumeClaimTemplate", "spec"),
                            errors);
                }
            }
            default -> VolumeSourceValidation.one(type, source, path, errors);
        }
        if (type.equals("hostPath")) {
            JsonNode kind = source.path("type");
            if (kind.isString() && !HOST_PATH_TYPES.contains(kind.asString())) {
                errors.notSupported(path.child("type"), kind, HOST_PATH_TYPES);
            }
        }
    }

    private static void emptyDir(JsonNode source, FieldPath path, FieldErrors errors) {
        Quantity limit = ResourceValidation.quantity(source.path("sizeLimit"));
        if (limit != null && limit.signum() < 0) {
            errors.forbidden(path.child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
        }
        String medium = Tree.text(source, "medium");
        if (!medium.isEmpty() && !medium.equals("Memory") && !medium.startsWith("HugePages")) {
            errors.notSupported(path.child("medium"), source.path("medium"), List.of("", "HugePages", "Memory"));
        }
    }

    private static void projected(JsonNode projected, FieldPath path, FieldErrors errors) {
        mode(projected, "defaultMode", path, errors);
        Set<String> paths = new HashSet<>();
        int index = 0;
        for (ObjectNode source : Tree.objects(projected, "sources")) {
            FieldPath at = path.child("sources").index(index++);
            String first = null;
            for (Map.Entry<String, JsonNode> field : source.properties()) {
                if (first != null) {
                    errors.forbidden(at.child(field.getKey()), "may not specify more than 1 volume type per source");
                    continue;
                }
                first = field.getKey();
                projection(first, field.getValue(), at.child(first), errors);
                taken(field.getValue(), paths, path, errors);
            }
            if (first == null) {
                errors.required(at, "must specify a source");
            }
        }
    }

    private static void projection(String type, JsonNode source, FieldPath path, FieldErrors errors) {
        switch (type) {
            case "secret", "configMap" -> {
                Values.required(source, "name", path, errors);
                items(source, path, errors);
            }
            case "downwardAPI" -> downward(source, path, errors);
            case "serviceAccountToken" -> {
                Values.required(source, "path", path, errors);
                JsonNode seconds = source.path("expirationSeconds");
                if (Tree.number(source, "expirationSeconds", 3600) < 600) {
                    errors.invalid(
                            path.child("expirationSeconds"),
                            seconds,
                            "may not specify a duration less than 10 minutes");
                } else if (Tree.number(source, "expirationSeconds", 3600) > 1L << 32) {
                    errors.invalid(
                            path.child("expirationSeconds"),
                            seconds,
                            "may not specify a duration larger than 2^32 seconds");
                }
                localPath(source.path("path"), path.child("path"), errors);
            }
            default -> {}
        }
    }

    /** Two sources must not write the same file. */
    private static void taken(JsonNode source, Set<String> paths, FieldPath path, FieldErrors errors) {
        for (ObjectNode item : Tree.objects(source, "items")) {
            taken(Tree.text(item, "path"), paths, path, errors);
        }
        taken(Tree.text(source, "path"), paths, path, errors);
    }

    private static void taken(String file, Set<String> paths, FieldPath path, FieldErrors errors) {
        if (!file.isEmpty() && !paths.add(file)) {
            errors.invalid(path, file, "conflicting duplicate paths");
        }
    }

    private static void downward(JsonNode source, FieldPath path, FieldErrors errors) {
        int index = 0;
        for (ObjectNode item : Tree.objects(source, "items")) {
            FieldPath at = path.child("items").index(index++);
            if (Values.required(item, "path", at, errors)) {
                localPath(item.path("path"), at.child("path"), errors);
            }
            boolean field = item.path("fieldRef").isObject();
            boolean resource = item.path("resourceFieldRef").isObject();
            if (field && resource) {
                errors.invalid(at, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
            } else if (field) {
                EnvValidation.fileField(item.path("fieldRef"), at.child("fieldRef"), errors);
            } else if (resource) {
                Values.required(item.path("resourceFieldRef"), "containerName", at.child("resourceFieldRef"), errors);
                EnvValidation.resource(item.path("resourceFieldRef"), at.child("resourceFieldRef"), errors);
            } else {
                errors.required(at, "one of fieldRef and resourceFieldRef is required");
            }
            mode(item, "mode", at, errors);
        }
    }

    private static void files(JsonNode source, FieldPath path, FieldErrors errors) {
        mode(source, "defaultMode", path, errors);
        items(source, path, errors);
    }

    private static void mode(JsonNode source, String field, FieldPath path, FieldErrors errors) {
        long mode = Tree.number(source, field, 0);
        if (mode < 0 || mode > 511) {
            errors.invalid(
                    path.child(field),
                    source.path(field),
                    "must be a number between 0 and 0777 (octal), both inclusive");
        }
    }

    private static void items(JsonNode source, FieldPath path, FieldErrors errors) {
        int index = 0;
        for (ObjectNode item : Tree.objects(source, "items")) {
            FieldPath at = path.child("items").index(index++);
            Values.required(item, "key", at, errors);
            if (Values.required(item, "path", at, errors)) {
                localPath(item.path("path"), at.child("path"), errors);
            }
            mode(item, "mode", at, errors);
        }
    }

    /** Relative, and never out of where it starts. */
    static void localPath(JsonNode value, FieldPath path, FieldErrors errors) {
        String text = value.asString("");
        if (text.startsWith("/")) {
            errors.invalid(path, value, "must be a relative path");
        }
        for (String part : text.split("/")) {
            if (part.equals("..")) {
                errors.invalid(path, value, "must not contain '..'");
                return;
            }
        }
    }
}
