package org.nakhoda.api.apiextensions;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas of a definition, and where faults say that they stand: Kubernetes takes a schema that all versions share out of
 * them, and names it {@code spec.validation}.
 *
 * @param path of the {@code openAPIV3Schema}
 */
public record SchemaDeclaration(String version, JsonNode schema, boolean status, FieldPath path) {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> AT_ROOT = List.of(
            "Description",
            "Type",
            "Format",
            "Title",
            "Maximum",
            "ExclusiveMaximum",
            "Minimum",
            "ExclusiveMinimum",
            "MaxLength",
            "MinLength",
            "Pattern",
            "MaxItems",
            "MinItems",
            "UniqueItems",
            "MultipleOf",
            "Required",
            "Items",
            "Properties",
            "ExternalDocs",
            "Example",
            "XPreserveUnknownFields",
            "XValidations");
    private static final Set<String> NOT_AT_ROOT = Set.of(
            "allOf",
            "anyOf",
            "oneOf",
            "not",
            "enum",
            "default",
            "nullable",
            "additionalProperties",
            "maxProperties",
            "minProperties",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string",
            "x-kubernetes-list-map-keys",
            "x-kubernetes-list-type",
            "x-kubernetes-map-type");

    /** Each schema once; a version without one has a missing node. */
    public static List<SchemaDeclaration> of(JsonNode definition) {
        JsonNode spec = definition.path("spec");
        List<SchemaDeclaration> all = new ArrayList<>();
        int at = 0;
        for (ObjectNode version : Tree.objects(spec, "versions")) {
            all.add(new SchemaDeclaration(
                    Tree.text(version, "name"),
                    version.path("schema").path("openAPIV3Schema"),
                    version.path("subresources").path("status").isObject(),
                    SPEC.child("versions").index(at++).child("schema", "openAPIV3Schema")));
        }
        boolean shared = !all.isEmpty()
                && all.get(0).schema().isObject()
                && all.stream().allMatch(one -> one.schema().equals(all.get(0).schema()));
        if (!shared) {
            return all;
        }
        SchemaDeclaration first = all.get(0);
        boolean status = all.stream().anyMatch(SchemaDeclaration::status);
        return List.of(new SchemaDeclaration(
                first.version(), first.schema(), status, SPEC.child("validation", "openAPIV3Schema")));
    }

    /** @param structural whether the schema must be structural, as all are but some that are stored already */
    void judge(boolean structural, FieldErrors errors) {
        if (!schema.isObject()) {
            errors.required(path, "schemas are required");
            return;
        }
        if (status && schema.propertyNames().stream().anyMatch(NOT_AT_ROOT::contains)) {
            errors.invalid(
                    path,
                    schema,
                    "only [" + String.join(" ", AT_ROOT)
                            + "] fields are allowed at the root of the schema if the status subresource is enabled");
        }
        FieldErrors faults = new FieldErrors();
        if (structural) {
            StructuralRules.judge(schema, path, faults);
            if (faults.isEmpty()) {
                DefaultRules.judge(schema, path, faults);
            }
        }
        errors.addAll(faults);
        KeywordRules.judge(schema, path, errors);
    }
}
