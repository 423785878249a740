package org.nakhoda.api.admissionregistration;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about policies that judge writes. */
final class ValidatingPolicyStrategy extends PolicyStrategy {
    private static final List<String> REASONS =
            List.of("Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized");

    ValidatingPolicyStrategy() {
        super(Shape.SPEC_AND_STATUS);
    }

    @Override
    void specRules(JsonNode spec, FieldErrors errors) {
        boolean judges = !Tree.isEmpty(spec.path("validations"));
        boolean annotates = !Tree.isEmpty(spec.path("auditAnnotations"));
        if (!judges && !annotates) {
            errors.required(
                    SPEC.child("validations"), "validations or auditAnnotations must contain at least one item");
            errors.required(
                    SPEC.child("auditAnnotations"), "validations or auditAnnotations must contain at least one item");
        }
        int index = 0;
        for (ObjectNode validation : Tree.objects(spec, "validations")) {
            FieldPath at = SPEC.child("validations").index(index++);
            Expressions.required(validation, "expression", at, errors);
            Values.oneOf(validation, "reason", REASONS, at, errors);
            if (validation.has("messageExpression")
                    && Tree.text(validation, "messageExpression").isBlank()) {
                errors.invalid(
                        at.child("messageExpression"),
                        Tree.text(validation, "messageExpression"),
                        "must be non-empty if specified");
            }
            String message = Tree.text(validation, "message");
            if (validation.has("message") && message.isBlank()) {
                errors.invalid(at.child("message"), message, "message must be non-empty if specified");
            } else if (message.indexOf('\n') >= 0) {
                errors.invalid(at.child("message"), message, "message must not contain line breaks");
            }
        }
        index = 0;
        Set<String> keys = new HashSet<>();
        for (ObjectNode annotation : Tree.objects(spec, "auditAnnotations")) {
            FieldPath at = SPEC.child("auditAnnotations").index(index++);
            if (Values.required(annotation, "key", at, errors)) {
                if (!keys.add(Tree.text(annotation, "key"))) {
                    errors.duplicate(at.child("key"), annotation.path("key"));
                }
            }
            Expressions.required(annotation, "valueExpression", at, errors);
        }
    }
}
