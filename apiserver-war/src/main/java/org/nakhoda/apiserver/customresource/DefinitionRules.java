package org.nakhoda.apiserver.customresource;

import java.util.HashMap;
import java.util.Map;
import org.nakhoda.api.apiextensions.CustomResourceDefinitionKind;
import org.nakhoda.api.apiextensions.SchemaRules;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.cel.RuleLanguage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Refuses definitions whose rules cannot be understood. A schema that an update leaves as it is is not looked at again. */
public final class DefinitionRules implements AdmissionStep {
    private static final FieldPath VERSIONS = FieldPath.of("spec").child("versions");

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
        Map<String, JsonNode> before = new HashMap<>();
        if (request.old() != null) {
            for (ObjectNode version : Tree.objects(request.old().path("spec"), "versions")) {
                before.put(Tree.text(version, "name"), schema(version));
            }
        }
        FieldErrors errors = new FieldErrors();
        int at = 0;
        for (ObjectNode version : Tree.objects(request.object().path("spec"), "versions")) {
            FieldPath path = VERSIONS.index(at++).child("schema").child("openAPIV3Schema");
            JsonNode schema = schema(version);
            if (!schema.equals(before.get(Tree.text(version, "name"))) && SchemaRules.statedIn(schema)) {
                RuleLanguage.check(schema, path, errors);
            }
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(request.type().group(), request.type().kind(), request.name(), errors.causes());
        }
    }

    private static JsonNode schema(ObjectNode version) {
        return version.path("schema").path("openAPIV3Schema");
    }
}
