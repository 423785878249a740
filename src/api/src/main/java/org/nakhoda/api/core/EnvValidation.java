package org.nakhoda.api.core;

import java.util.List;
import java.util.regex.Pattern;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;

/** The environment of a container: names, and where values come from. */
final class EnvValidation {
    private static final List<String> SOURCES =
            List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");
    private static final List<String> VARIABLE_FIELDS = List.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs");
    private static final List<String> FILE_FIELDS =
            List.of("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid");
    private static final List<String> RESOURCES = List.of(
            "limits.cpu",
            "limits.ephemeral-storage",
            "limits.memory",
            "requests.cpu",
            "requests.ephemeral-storage",
            "requests.memory");
    private static final Pattern ENTRY = Pattern.compile("metadata\\.(annotations|labels)\\['([^']*)']");

    private final FieldErrors errors;

    EnvValidation(FieldErrors errors) {
        this.errors = errors;
    }

    void variables(JsonNode variables, FieldPath path) {
        int index = 0;
        for (JsonNode variable : variables) {
            FieldPath at = path.index(index++);
            String name = Tree.text(variable, "name");
            if (name.isEmpty()) {
                errors.required(at.child("name"), "");
            } else {
                String fault = Names.envVar(name);
                if (fault != null) {
                    errors.invalid(at.child("name"), name, fault);
                }
            }
            JsonNode source = variable.path("valueFrom");
            if (source.isObject()) {
                valueFrom(variable, source, at.child("valueFrom"));
            }
        }
    }

    private void valueFrom(JsonNode variable, JsonNode source, FieldPath path) {
        long given = SOURCES.stream().filter(s -> source.path(s).isObject()).count();
        if (given == 0) {
            errors.invalid(
                    path,
                    "",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or "
                            + "`fileKeyRef`");
        } else if (!Tree.text(variable, "value").isEmpty()) {
            errors.invalid(path, "", "may not be specified when `value` is not empty");
        } else if (given > 1) {
            errors.invalid(path, "", "may not have more than one field specified at a time");
        }
        for (String reference : List.of("configMapKeyRef", "secretKeyRef")) {
            if (source.path(reference).isObject()) {
                key(source.path(reference), path.child(reference));
            }
        }
        if (source.path("fileKeyRef").isObject()) {
            for (String field : List.of("key", "volumeName", "path")) {
                Values.required(source.path("fileKeyRef"), field, path.child("fileKeyRef"), errors);
            }
        }
        field(source.path("fieldRef"), VARIABLE_FIELDS, path.child("fieldRef"), errors);
        resource(source.path("resourceFieldRef"), path.child("resourceFieldRef"), errors);
    }

    private void key(JsonNode reference, FieldPath path) {
        Values.required(reference, "name", path, errors);
        if (Values.required(reference, "key", path, errors)) {
            String fault = Names.configKey(Tree.text(reference, "key"));
            if (fault != null) {
                errors.invalid(path.child("key"), reference.path("key"), fault);
            }
        }
    }

    /** A field of the pod that becomes a file. */
    static void fileField(JsonNode reference, FieldPath path, FieldErrors errors) {
        field(reference, FILE_FIELDS, path, errors);
    }

    private static void field(JsonNode reference, List<String> supported, FieldPath path, FieldErrors errors) {
        if (!reference.isObject()) {
            return;
        }
        Values.required(reference, "apiVersion", path, errors);
        if (!Values.required(reference, "fieldPath", path, errors)) {
            return;
        }
        String field = Tree.text(reference, "fieldPath");
        var entry = ENTRY.matcher(field);
        if (entry.matches()) {
            String key = entry.group(2);
            String fault = Names.qualified(
                    entry.group(1).equals("annotations") ? key.toLowerCase(java.util.Locale.ROOT) : key);
            if (fault != null) {
                errors.invalid(path, key, fault);
            }
        } else if (!supported.contains(field)) {
            errors.notSupported(path.child("fieldPath"), reference.path("fieldPath"), supported);
        }
    }

    /** An amount of a container's resources. */
    static void resource(JsonNode reference, FieldPath path, FieldErrors errors) {
        if (reference.isObject() && Values.required(reference, "resource", path, errors)) {
            String name = Tree.text(reference, "resource");
            boolean pages = name.startsWith("limits.hugepages-") || name.startsWith("requests.hugepages-");
            if (!pages && !RESOURCES.contains(name)) {
                errors.notSupported(path.child("resource"), reference.path("resource"), RESOURCES);
            }
        }
    }

    void envFrom(JsonNode sources, FieldPath path) {
        int index = 0;
        for (JsonNode source : sources) {
            FieldPath at = path.index(index++);
            String prefix = Tree.text(source, "prefix");
            if (!prefix.isEmpty() && Names.envVar(prefix) != null) {
                errors.invalid(at.child("prefix"), prefix, Names.envVar(prefix));
            }
            boolean configMap = source.path("configMapRef").isObject();
            boolean secret = source.path("secretRef").isObject();
            if (configMap == secret) {
                errors.invalid(
                        at,
                        "",
                        configMap
                                ? "may not have more than one field specified at a time"
                                : "must specify one of: `configMapRef` or `secretRef`");
            } else {
                String reference = configMap ? "configMapRef" : "secretRef";
                Values.required(source.path(reference), "name", at.child(reference), errors);
            }
        }
    }
}
