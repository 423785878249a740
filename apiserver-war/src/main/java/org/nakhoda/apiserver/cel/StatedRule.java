package org.nakhoda.apiserver.cel;

import com.google.re2j.Pattern;
import java.util.List;
import org.nakhoda.api.apiextensions.SchemaPath;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;

/** Checks what a definition says about a rule beside its expressions. */
final class StatedRule {
    private static final List<String> REASONS =
            List.of("FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate");
    private static final Pattern LINE_BREAK = Pattern.compile("[\n\r]");

    private StatedRule() {}

    /** @return whether the rule's expressions are worth a look */
    static boolean check(JsonNode stated, JsonNode schema, FieldPath path, FieldErrors errors) {
        String rule = Tree.text(stated, "rule").strip();
        String message = Tree.text(stated, "message");
        if (rule.isEmpty()) {
            errors.required(path.child("rule"), "rule is not specified");
        } else if (!message.isEmpty() && message.isBlank()) {
            errors.invalid(path.child("message"), message, "message must be non-empty if specified");
        } else if (hasLineBreak(message.strip())) {
            errors.invalid(path.child("message"), message, "message must not contain line breaks");
        } else if (hasLineBreak(rule) && message.isEmpty()) {
            errors.required(path.child("message"), "message must be specified if rule contains line breaks");
        }
        String computed = Tree.text(stated, "messageExpression");
        if (!computed.isEmpty() && computed.isBlank()) {
            errors.required(path.child("messageExpression"), "messageExpression must be non-empty if specified");
        }
        Values.oneOf(stated, "reason", REASONS, path, errors);
        fieldPath(Tree.text(stated, "fieldPath"), schema, path.child("fieldPath"), errors);
        return !rule.isEmpty() && (computed.isEmpty() || !computed.isBlank());
    }

    private static boolean hasLineBreak(String text) {
        return LINE_BREAK.matcher(text).find();
    }

    private static void fieldPath(String text, JsonNode schema, FieldPath path, FieldErrors errors) {
        if (text.isEmpty()) {
            return;
        }
        if (text.isBlank()) {
            errors.invalid(path, text, "fieldPath must be non-empty if specified");
        }
        if (hasLineBreak(text)) {
            errors.invalid(path, text, "fieldPath must not contain line breaks");
        }
        if (SchemaPath.parse(text, schema).isEmpty()) {
            errors.invalid(path, text, "fieldPath must be a valid path");
        }
    }
}
