package org.nakhoda.api.core;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes' rules for a pod's volumes. */
final class VolumeValidation {
    private VolumeValidation() {}

    /** The names of the volumes, for those who mount them. */
    static Set<String> validate(JsonNode volumes, FieldPath path, FieldErrors errors) {
        Set<String> names = new HashSet<>();
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
                } else if (!names.add(name)) {
                    errors.duplicate(at.child("name"), volume.path("name"));
                }
            }
            if (volume.size() > 2) {
                errors.forbidden(at, "may not specify more than 1 volume type");
            }
            source(volume, at, errors);
        }
        return names;
    }

    private static void source(JsonNode volume, FieldPath path, FieldErrors errors) {
        if (volume.path("hostPath").isObject()) {
            Values.required(volume.path("hostPath"), "path", path.child("hostPath"), errors);
        }
        if (volume.path("secret").isObject()) {
            Values.required(volume.path("secret"), "secretName", path.child("secret"), errors);
            files(volume.path("secret"), path.child("secret"), errors);
        }
        if (volume.path("configMap").isObject()) {
            Values.required(volume.path("configMap"), "name", path.child("configMap"), errors);
            files(volume.path("configMap"), path.child("configMap"), errors);
        }
        if (volume.path("persistentVolumeClaim").isObject()) {
            Values.required(
                    volume.path("persistentVolumeClaim"), "claimName", path.child("persistentVolumeClaim"), errors);
        }
        if (volume.path("projected").isObject()) {
            projected(volume.path("projected"), path.child("projected"), errors);
        }
        if (volume.path("emptyDir").isObject()) {
            JsonNode limit = volume.path("emptyDir").path("sizeLimit");
            if (!limit.isMissingNode()
                    && ResourceValidation.quantity(limit) != null
                    && ResourceValidation.quantity(limit).signum() < 0) {
                errors.forbidden(path.child("emptyDir", "sizeLimit"), "must be a valid, not negative quantity");
            }
        }
    }

    private static void projected(JsonNode projected, FieldPath path, FieldErrors errors) {
        mode(projected, path, errors);
        int index = 0;
        for (ObjectNode source : Tree.objects(projected, "sources")) {
            FieldPath at = path.child("sources").index(index++);
            if (source.size() > 1) {
                errors.forbidden(at, "may not specify more than 1 volume type");
            }
            for (String kind : List.of("secret", "configMap")) {
                if (source.path(kind).isObject()) {
                    Values.required(source.path(kind), "name", at.child(kind), errors);
                    items(source.path(kind), at.child(kind), errors);
                }
            }
            JsonNode token = source.path("serviceAccountToken");
            if (token.isObject()) {
                Values.required(token, "path", at.child("serviceAccountToken"), errors);
                if (Tree.number(token, "expirationSeconds", 3600) < 600) {
                    errors.invalid(
                            at.child("serviceAccountToken", "expirationSeconds"),
                            token.path("expirationSeconds"),
                            "may not specify a duration less than 10 minutes");
                }
            }
        }
    }

    private static void files(JsonNode source, FieldPath path, FieldErrors errors) {
        mode(source, path, errors);
        items(source, path, errors);
    }

    private static void mode(JsonNode source, FieldPath path, FieldErrors errors) {
        Values.within(source, "defaultMode", 0, 511, path, errors);
    }

    private static void items(JsonNode source, FieldPath path, FieldErrors errors) {
        int index = 0;
        for (ObjectNode item : Tree.objects(source, "items")) {
            FieldPath at = path.child("items").index(index++);
            Values.required(item, "key", at, errors);
            if (Values.required(item, "path", at, errors)) {
                localPath(item.path("path"), at.child("path"), errors);
            }
            Values.within(item, "mode", 0, 511, at, errors);
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
