package org.nakhoda.api.core;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.node.ObjectNode;

/** What is special about stored pod templates: what is special about every template. */
final class PodTemplateStrategy extends ObjectStrategy {
    PodTemplateStrategy() {
        super(Shape.SPEC);
    }

    @Override
    public void setDefaults(ObjectNode template) {
        PodDefaults.applyToTemplate(template);
    }

    @Override
    public void validate(ObjectNode template, FieldErrors errors) {
        super.validate(template, errors);
        PodSpecValidation.validateTemplate(
                template.path("template"), List.of("Always", "OnFailure", "Never"), FieldPath.of("template"), errors);
    }

    @Override
    public List<String> warnings(ObjectNode template) {
        return PodWarnings.ofTemplate(template.path("template"), FieldPath.of("template"));
    }
}
