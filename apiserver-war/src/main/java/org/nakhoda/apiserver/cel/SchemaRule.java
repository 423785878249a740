package org.nakhoda.apiserver.cel;

import dev.cel.common.types.SimpleType;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * One rule of a schema: an expression that must be true of a value, and what is said where it is not.
 *
 * @param transition whether the rule compares with the value before, so that it says nothing of a value that is new
 * @param message computed; null if the stated one is to be used
 */
record SchemaRule(
        JsonNode stated,
        boolean transition,
        boolean optionalOld,
        Expressions.Compiled rule,
        Expressions.Compiled message) {
    static final String SELF = "self";
    static final String OLD_SELF = "oldSelf";
    private static final int MESSAGE_LENGTH = 5120;

    /**
     * @param expressions over {@code self} and {@code oldSelf}
     */
    static SchemaRule compile(JsonNode stated, Expressions expressions) throws Expressions.CompilationFault {
        Expressions.Compiled rule = expressions.compile("rule", Tree.text(stated, "rule"), SimpleType.BOOL);
        String message = Tree.text(stated, "messageExpression");
        return new SchemaRule(
                stated,
                rule.mentions(OLD_SELF),
                Tree.flag(stated, "optionalOldSelf"),
                rule,
                message.isEmpty() ? null : expressions.compile("messageExpression", message, SimpleType.STRING));
    }

    /**
     * @param old null if the value is new or has no counterpart before
     */
    void judge(Object self, Object old, String type, FieldPath path, Cost cost, FieldErrors errors) {
        if (transition && !optionalOld && old == null) {
            return;
        }
        Map<String, Object> variables;
        if (optionalOld) {
            variables = Map.of(SELF, self, OLD_SELF, Optional.ofNullable(old));
        } else {
            variables = old == null ? Map.of(SELF, self) : Map.of(SELF, self, OLD_SELF, old);
        }
        JsonNode shown = StringNode.valueOf(type);
        try {
            if (!Boolean.TRUE.equals(rule.value(variables, cost))) {
                refuse(path, shown, text(variables, cost), errors);
            }
        } catch (Expressions.EvaluationFault e) {
            errors.invalid(
                    path, shown, "rule \"" + rule.text().strip() + "\" could not be evaluated: " + e.getMessage());
        }
    }

    private void refuse(FieldPath path, JsonNode shown, String text, FieldErrors errors) {
        String field = path.toString() + Tree.text(stated, "fieldPath");
        field = field.startsWith(".") ? field.substring(1) : field;
        switch (Tree.text(stated, "reason")) {
            case "FieldValueForbidden" -> errors.forbidden(field, text);
            case "FieldValueRequired" -> errors.required(field, text);
            case "FieldValueDuplicate" -> errors.duplicate(field, shown);
            default -> errors.invalid(field, shown, text);
        }
    }

    private String text(Map<String, Object> variables, Cost cost) {
        if (message != null) {
            try {
                if (message.value(variables, cost) instanceof String computed
                        && !computed.isBlank()
                        && computed.indexOf('\n') < 0
                        && computed.length() <= MESSAGE_LENGTH) {
                    return computed.strip();
                }
            } catch (Expressions.EvaluationFault e) {
                cost.beginExpression();
            }
        }
        String plain = Tree.text(stated, "message");
        return plain.isEmpty() ? "failed rule: " + rule.text().strip() : plain;
    }
}
