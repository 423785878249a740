package org.nakhoda.api.admissionregistration;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about policies that change writes: each change is a configuration to apply, or a JSON patch. */
final class MutatingPolicyStrategy extends PolicyStrategy {
    MutatingPolicyStrategy() {
        super(Shape.SPEC);
    }

    @Override
    void specRules(JsonNode spec, FieldErrors errors) {
        if (Values.required(spec, "reinvocationPolicy", SPEC, errors)) {
            Values.oneOf(spec, "reinvocationPolicy", List.of("IfNeeded", "Never"), SPEC, errors);
        }
        if (Tree.isEmpty(spec.path("mutations"))) {
            errors.required(SPEC.child("mutations"), "mutations must contain at least one item");
        }
        int index = 0;
        for (ObjectNode mutation : Tree.objects(spec, "mutations")) {
            mutation(mutation, SPEC.child("mutations").index(index++), errors);
        }
    }

    private static void mutation(ObjectNode mutation, FieldPath path, FieldErrors errors) {
        if (!Values.required(mutation, "patchType", path, errors)) {
            return;
        }
        String type = Tree.text(mutation, "patchType");
        switch (type) {
            case "ApplyConfiguration" -> only(mutation, "applyConfiguration", "jsonPatch", type, path, errors);
            case "JSONPatch" -> only(mutation, "jsonPatch", "applyConfiguration", type, path, errors);
            default ->
                errors.notSupported(
                        path.child("patchType"),
                        mutation.path("patchType"),
                        List.of("ApplyConfiguration", "JSONPatch"));
        }
    }

    private static void only(
            ObjectNode mutation, String own, String other, String type, FieldPath path, FieldErrors errors) {
        if (mutation.has(other)) {
            errors.invalid(path.child(other), mutation.path(other), "must not be specified when patchType is " + type);
        }
        if (mutation.has(own)) {
            Expressions.required(mutation.path(own), "expression", path.child(own), errors);
        } else {
            errors.required(path.child(own), "must be specified when patchType is " + type);
        }
    }
}
