package org.nakhoda.api.validation;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What Kubernetes demands of every object's metadata. */
public final class MetadataValidation {
    /** All annotations of an object together, keys and values. */
    public static final int ANNOTATIONS_BYTES = 256 * 1024;

    private static final FieldPath METADATA = FieldPath.of("metadata");
    private static final List<String> IMMUTABLE =
            List.of("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds");
    /** Only a deletion sets these. */
    private static final Set<String> OF_DELETION = Set.of("deletionTimestamp", "deletionGracePeriodSeconds");

    private MetadataValidation() {}

    /**
     * @param namespaced whether the kind lives in namespaces
     */
    public static void validate(JsonNode object, boolean namespaced, Names.Rule nameRule, FieldErrors errors) {
        JsonNode metadata = object.path("metadata");
        name(metadata, nameRule, errors);
        namespace(metadata, namespaced, errors);
        labels(metadata.path("labels"), METADATA.child("labels"), errors);
        annotations(metadata.path("annotations"), METADATA.child("annotations"), errors);
        owners(metadata.path("ownerReferences"), errors);
        finalizers(metadata.path("finalizers"), errors);
    }

    /** What an update may not change. Finalizers may only go once a deletion has begun. */
    public static void validateUpdate(JsonNode object, JsonNode old, FieldErrors errors) {
        JsonNode metadata = object.path("metadata");
        JsonNode before = old.path("metadata");
        for (String field : IMMUTABLE) {
            JsonNode then = before.get(field);
            JsonNode value = metadata.get(field);
            boolean changed = then == null ? value != null && OF_DELETION.contains(field) : !then.equals(value);
            if (changed) {
                errors.invalid(METADATA.child(field), value, "field is immutable");
            }
        }
        if (before.has("deletionTimestamp")) {
            Set<String> known = new HashSet<>();
            before.path("finalizers").forEach(f -> known.add(f.asString("")));
            for (JsonNode finalizer : metadata.path("finalizers")) {
                if (!known.contains(finalizer.asString(""))) {
                    errors.forbidden(
                            METADATA.child("finalizers"),
                            "no new finalizers can be added if the object is being deleted, found new finalizer "
                                    + finalizer);
                }
            }
        }
    }

    private static void name(JsonNode metadata, Names.Rule rule, FieldErrors errors) {
        String name = metadata.path("name").asString("");
        String prefix = metadata.path("generateName").asString("");
        if (!prefix.isEmpty()) {
            prefix(prefix, rule, errors);
        }
        if (name.isEmpty()) {
            if (prefix.isEmpty()) {
                errors.required(METADATA.child("name"), "name or generateName is required");
            }
            return;
        }
        String fault = rule.fault(name);
        if (fault != null) {
            errors.invalid(METADATA.child("name"), metadata.path("name"), fault);
        }
    }

    /** What names are generated from: a dash at its end is followed by something. */
    private static void prefix(String prefix, Names.Rule rule, FieldErrors errors) {
        boolean open = prefix.length() > 1 && prefix.endsWith("-");
        String fault = rule.fault(open ? prefix.substring(0, prefix.length() - 1) + "a" : prefix);
        if (fault != null) {
            errors.invalid(METADATA.child("generateName"), prefix, fault);
        }
    }

    private static void namespace(JsonNode metadata, boolean namespaced, FieldErrors errors) {
        JsonNode namespace = metadata.path("namespace");
        String text = namespace.asString("");
        if (!namespaced) {
            if (!text.isEmpty()) {
                errors.forbidden(METADATA.child("namespace"), "not allowed on this type");
            }
        } else if (text.isEmpty()) {
            errors.required(METADATA.child("namespace"), "");
        } else {
            String fault = Names.label(text);
            if (fault != null) {
                errors.invalid(METADATA.child("namespace"), namespace, fault);
            }
        }
    }

    /** Labels anywhere: on objects, in templates, in selectors. */
    public static void labels(JsonNode labels, FieldPath path, FieldErrors errors) {
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            String fault = Names.qualified(label.getKey());
            if (fault != null) {
                errors.invalid(path, label.getKey(), fault);
            }
            fault = Names.labelValue(label.getValue().asString(""));
            if (fault != null) {
                errors.invalid(path, label.getValue(), fault);
            }
        }
    }

    public static void annotations(JsonNode annotations, FieldPath path, FieldErrors errors) {
        long total = 0;
        for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
            String fault = Names.qualified(annotation.getKey().toLowerCase(java.util.Locale.ROOT));
            if (fault != null) {
                errors.invalid(path, annotation.getKey(), fault);
            }
            total += utf8Length(annotation.getKey())
                    + utf8Length(annotation.getValue().asString(""));
        }
        if (total > ANNOTATIONS_BYTES) {
            errors.tooLong(path, ANNOTATIONS_BYTES);
        }
    }

    private static long utf8Length(String text) {
        return text.length() < ANNOTATIONS_BYTES / 8 ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void owners(JsonNode owners, FieldErrors errors) {
        String controller = null;
        int index = 0;
        for (JsonNode owner : owners) {
            FieldPath path = METADATA.child("ownerReferences").index(index++);
            String apiVersion = owner.path("apiVersion").asString("");
            if (apiVersion.isEmpty() || apiVersion.startsWith("/") || apiVersion.endsWith("/")) {
                errors.invalid(path.child("apiVersion"), apiVersion, "version must not be empty");
            }
            for (String field : List.of("kind", "name", "uid")) {
                if (owner.path(field).asString("").isEmpty()) {
                    errors.invalid(path.child(field), "", "must not be empty");
                }
            }
            if (owner.path("controller").asBoolean(false)) {
                String shown = owner.path("kind").asString("") + " "
                        + owner.path("name").asString("");
                if (controller != null) {
                    errors.invalid(
                            METADATA.child("ownerReferences"),
                            owners,
                            "only one reference can have controller set to true, found both " + controller + " and "
                                    + shown);
                }
                controller = shown;
            }
        }
    }

    private static void finalizers(JsonNode finalizers, FieldErrors errors) {
        boolean orphan = false;
        boolean foreground = false;
        for (JsonNode finalizer : finalizers) {
            String text = finalizer.asString("");
            String fault = Names.qualified(text);
            if (fault != null) {
                errors.invalid(METADATA.child("finalizers"), finalizer, fault);
            }
            orphan |= text.equals("orphan");
            foreground |= text.equals("foregroundDeletion");
        }
        if (orphan && foreground) {
            errors.invalid(
                    METADATA.child("finalizers"), finalizers, "orphan and foregroundDeletion cannot both be set");
        }
    }
}
