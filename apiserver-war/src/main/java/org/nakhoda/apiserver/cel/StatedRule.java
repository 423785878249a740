package org.nakhoda.apiserver.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;

/** Checks what a definition says about a rule beside its expressions. */
final class StatedRule {
    private static final int MESSAGE_LENGTH = 2048;
    private static final List<String> REASONS =
            List.of("FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate");
    private static final Pattern STEP = Pattern.compile("\\.([a-zA-Z0-9_-]+)|\\['((?:[^'\\\\]|\\\\.)*)'\\]");

    private StatedRule() {}

    /** @return whether the rule's expressions are worth a look */
    static boolean check(JsonNode stated, JsonNode schema, FieldPath path, FieldErrors errors) {
        String rule = Tree.text(stated, "rule");
        String message = Tree.text(stated, "message");
        if (rule.isBlank()) {
            errors.required(path.child("rule"), "rule is not specified");
        }
        if (message.indexOf('\n') >= 0) {
            errors.invalid(path.child("message"), message, "message must not contain line breaks");
        } else if (message.length() > MESSAGE_LENGTH) {
            errors.tooLong(path.child("message"), MESSAGE_LENGTH);
        } else if (!message.isEmpty() && message.isBlank()) {
            errors.invalid(path.child("message"), message, "message must be non-empty if specified");
        }
        if (rule.strip().indexOf('\n') >= 0 && message.isEmpty()) {
            errors.required(path.child("message"), "message must be specified if rule contains line breaks");
        }
        Values.oneOf(stated, "reason", REASONS, path, errors);
        String field = Tree.text(stated, "fieldPath");
        if (!field.isEmpty() && !leadsSomewhere(field, schema)) {
            errors.invalid(
                    path.child("fieldPath"), field, "must be the path of a field below the rule, such as .spec.name");
        }
        return !rule.isBlank();
    }

    private static boolean leadsSomewhere(String text, JsonNode schema) {
        Matcher step = STEP.matcher(text);
        JsonNode here = schema;
        int end = 0;
        while (end < text.length()) {
            if (!step.find(end) || step.start() != end) {
                return false;
            }
            String name = step.group(1) != null ? step.group(1) : step.group(2).replaceAll("\\\\(.)", "$1");
            JsonNode property = here.path("properties").path(name);
            here = property.isObject() ? property : here.path("additionalProperties");
            if (!here.isObject()) {
                return false;
            }
            end = step.end();
        }
        return true;
    }
}
