package org.nakhoda.api.resource;

import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.MetadataValidation;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about templates of claims: they never change. */
final class ResourceClaimTemplateStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    ResourceClaimTemplateStrategy() {
        super(Shape.PLAIN);
    }

    @Override
    public void setDefaults(ObjectNode template) {
        DeviceClaims.setDefaults(template.path("spec").path("spec"));
    }

    @Override
    public void validate(ObjectNode template, FieldErrors errors) {
        super.validate(template, errors);
        JsonNode metadata = template.path("spec").path("metadata");
        MetadataValidation.labels(metadata.path("labels"), SPEC.child("metadata", "labels"), errors);
        MetadataValidation.annotations(metadata.path("annotations"), SPEC.child("metadata", "annotations"), errors);
        DeviceClaims.validate(template.path("spec").path("spec"), SPEC.child("spec"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode template, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(template, old, errors);
        Values.immutable(template, old, "spec", FieldPath.ROOT, errors);
    }
}
