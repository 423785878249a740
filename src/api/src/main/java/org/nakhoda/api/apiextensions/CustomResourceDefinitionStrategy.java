package org.nakhoda.api.apiextensions;

import java.util.List;
import java.util.Locale;
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
            VersionValidation.check(version, SPEC.child("versions").index(at++), errors);
        }
    }

    @Override
    public void validateCreate(ObjectNode definition, FieldErrors errors) {
        super.validateCreate(definition, errors);
        ConversionValidation.check(definition.path("spec"), MissingNode.getInstance(), errors);
        DefinitionValidation.approval(definition, errors);
        SchemaDeclaration.of(definition).forEach(declared -> declared.judge(true, errors));
    }

    /** Schemas that were stored are not judged by what they were not judged by before. */
    private static void validateSchemas(ObjectNode definition, ObjectNode old, FieldErrors errors) {
        List<SchemaDeclaration> before = SchemaDeclaration.of(old);
        List<SchemaDeclaration> now = SchemaDeclaration.of(definition);
        if (schemas(now).equals(schemas(before))) {
            return;
        }
        boolean structural = before.stream().allMatch(declared -> StructuralRules.hold(declared.schema()));
        now.forEach(declared -> declared.judge(structural, errors));
    }

    private static List<JsonNode> schemas(List<SchemaDeclaration> declared) {
        return declared.stream().map(SchemaDeclaration::schema).toList();
    }

    @Override
    public void validateUpdate(ObjectNode definition, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(definition, old, errors);
        validateSchemas(definition, old, errors);
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
