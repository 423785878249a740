package org.nakhoda.apiserver.customresource;

import java.util.HashSet;
import java.util.Set;
import org.nakhoda.api.apiextensions.CustomResourceDefinitionKind;
import org.nakhoda.api.apiextensions.SchemaDeclaration;
import org.nakhoda.api.apiextensions.SchemaRules;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.cel.RuleLanguage;
import tools.jackson.databind.JsonNode;

/** Refuses definitions whose rules cannot be understood, or can cost too much. A schema that an update leaves as it is is not looked at again. */
public final class DefinitionRules implements AdmissionStep {
    @Override
    public String name() {
        return "CustomResourceValidationRules";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.object() != null
                && request.subresource().isEmpty()
                && request.type().resource().equals(CustomResourceDefinitionKind.RESOURCE);
    }

    @Override
    public void validate(AdmissionRequest request) {
        Set<JsonNode> before = new HashSet<>();
        if (request.old() != null) {
            SchemaDeclaration.of(request.old()).forEach(declared -> before.add(declared.schema()));
        }
        FieldErrors errors = new FieldErrors();
        for (SchemaDeclaration declared : SchemaDeclaration.of(request.object())) {
            if (!before.contains(declared.schema()) && SchemaRules.statedIn(declared.schema())) {
                RuleLanguage.check(declared.schema(), declared.path(), errors);
            }
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(request.type().group(), request.type().kind(), request.name(), errors.causes());
        }
    }
}
