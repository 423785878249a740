package org.nakhoda.api.apiextensions;

import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about declarations: their names, exactly one stored version, and schemas that are structural. */
final class CustomResourceDefinitionStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final Set<String> TYPES = Set.of("object", "array", "string", "integer", "number", "boolean");
    private static final List<String> LIST_TYPES = List.of("atomic", "set", "map");

    CustomResourceDefinitionStrategy() {
        super(Scope.CLUSTER, Shape.SPEC_AND_STATUS, Names::subdomain);
    }

    @Override
    public void setDefaults(ObjectNode definition) {
        ObjectNode spec = Tree.child(definition, "spec");
        if (spec.get("names") instanceof ObjectNode names) {
            String kind = Tree.text(names, "kind");
            if (!kind.isEmpty()) {
                Tree.defaultText(names, "singular", kind.toLowerCase(Locale.ROOT));
                Tree.defaultText(names, "listKind", kind + "List");
            }
        }
        ObjectNode conversion = Tree.child(spec, "conversion");
        Tree.defaultText(conversion, "strategy", "None");
        if (conversion.path("webhook").path("clientConfig").get("service") instanceof ObjectNode service) {
            Tree.defaultNumber(service, "port", 443);
        }
    }

    @Override
    public void validate(ObjectNode definition, FieldErrors errors) {
        super.validate(definition, errors);
        JsonNode spec = definition.path("spec");
        DefinitionValidation.names(definition, errors);
        Values.oneOf(spec, "scope", List.of("Cluster", "Namespaced"), SPEC, errors);
        Values.required(spec, "scope", SPEC, errors);
        if (Tree.flag(spec, "preserveUnknownFields")) {
            errors.invalid(
                    SPEC.child("preserveUnknownFields"),
                    spec.path("preserveUnknownFields"),
                    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema"
                            + " instead");
        }
        DefinitionValidation.versions(spec, errors);
        validateVersions(spec, errors);
    }

    private static void validateVersions(JsonNode spec, FieldErrors errors) {
        int at = 0;
        for (ObjectNode version : Tree.objects(spec, "versions")) {
            FieldPath here = SPEC.child("versions").index(at++);
            JsonNode schema = version.path("schema").path("openAPIV3Schema");
            FieldPath schemaPath = here.child("schema").child("openAPIV3Schema");
            if (!schema.isObject()) {
                errors.required(schemaPath, "schemas are required");
            } else {
                if (!Tree.text(schema, "type").equals("object")) {
                    errors.invalid(schemaPath.child("type"), schema.path("type"), "must be object at the root");
                }
                validateSchema(schema, schemaPath, errors);
            }
            VersionValidation.check(version, here, errors);
        }
    }

    @Override
    public void validateCreate(ObjectNode definition, FieldErrors errors) {
        super.validateCreate(definition, errors);
        ConversionValidation.check(definition.path("spec"), MissingNode.getInstance(), errors);
        DefinitionValidation.approval(definition, errors);
    }

    /** The rules of a structural schema: each value has one type, stated where it stands. */
    private static void validateSchema(JsonNode schema, FieldPath path, FieldErrors errors) {
        String type = Tree.text(schema, "type");
        boolean open = Tree.flag(schema, "x-kubernetes-preserve-unknown-fields");
        boolean intOrString = Tree.flag(schema, "x-kubernetes-int-or-string");
        if (type.isEmpty()) {
            if (!open && !intOrString) {
                errors.required(path.child("type"), "must not be empty for specified object fields");
            }
        } else if (!TYPES.contains(type)) {
            errors.notSupported(path.child("type"), schema.path("type"), TYPES);
        }
        if (intOrString && !type.isEmpty()) {
            errors.invalid(
                    path.child("type"), schema.path("type"), "must be empty if x-kubernetes-int-or-string is true");
        }
        if (Tree.flag(schema, "uniqueItems")) {
            errors.forbidden(
                    path.child("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes" + " quadratic");
        }
        if (schema.has("$ref")) {
            errors.forbidden(path.child("$ref"), "$ref is not supported");
        }
        if (schema.path("properties").size() > 0
                && schema.path("additionalProperties").isObject()) {
            errors.forbidden(
                    path.child("additionalProperties"), "additionalProperties and properties are mutual exclusive");
        }
        Values.oneOf(schema, "x-kubernetes-list-type", LIST_TYPES, path, errors);
        if (Tree.text(schema, "x-kubernetes-list-type").equals("map")
                && schema.path("x-kubernetes-list-map-keys").isEmpty()) {
            errors.required(
                    path.child("x-kubernetes-list-map-keys"), "must not be empty if x-kubernetes-list-type is map");
        }
        if (type.equals("array") && !schema.path("items").isObject()) {
            errors.required(path.child("items"), "must be specified");
        }
        pattern(schema, path, errors);
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            validateSchema(property.getValue(), path.child("properties").key(property.getKey()), errors);
        }
        if (schema.path("items").isObject()) {
            validateSchema(schema.path("items"), path.child("items"), errors);
        }
        if (schema.path("additionalProperties").isObject()) {
            validateSchema(schema.path("additionalProperties"), path.child("additionalProperties"), errors);
        }
    }

    private static void pattern(JsonNode schema, FieldPath path, FieldErrors errors) {
        String pattern = Tree.text(schema, "pattern");
        if (!pattern.isEmpty()) {
            try {
                StructuralValidation.pattern(pattern);
            } catch (PatternSyntaxException e) {
                errors.invalid(
                        path.child("pattern"),
                        pattern,
                        "must be a valid regular expression, but isn't: " + e.getDescription());
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode definition, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(definition, old, errors);
        ConversionValidation.check(definition.path("spec"), old.path("spec"), errors);
        DefinitionValidation.immutable(definition, old, errors);
        if (old.path("status").has("storedVersions")) {
            DefinitionValidation.storedVersions(definition, errors);
        }
        if (ApiApproval.of(old).state() != ApiApproval.State.MISSING
                && ApiApproval.of(old).state() != ApiApproval.State.INVALID) {
            DefinitionValidation.approval(definition, errors);
        }
    }

    @Override
    public void validateStatusUpdate(ObjectNode definition, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(definition, old, errors);
        DefinitionValidation.storedVersions(definition, errors);
    }

    /** Objects of a kind that is to go are deleted, and no new ones are made. */
    @Override
    public void prepareForDelete(ObjectNode definition) {
        ObjectNode status = Tree.child(definition, "status");
        DefinitionConditions.set(
                status,
                "Terminating",
                true,
                "InstanceDeletionInProgress",
                "CustomResource deletion is in progress",
                Tree.text(definition, "metadata", "deletionTimestamp"));
    }
}
