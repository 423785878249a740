package org.nakhoda.apiserver.cel;

import dev.cel.common.types.SimpleType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.apiextensions.SchemaPath;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * One rule of a schema: an expression that must be true of a value, and what is said where it is not.
 *
 * @param transition whether the rule compares with the value before, so that it says nothing of a value that is new
 * @param below the field at fault, below the value; empty if it is the value itself
 * @param message computed; null if the stated one is to be used
 */
record SchemaRule(
        JsonNode stated,
        boolean transition,
        boolean optionalOld,
        String below,
        Expressions.Compiled rule,
        Expressions.Compiled message) {
    static final String SELF = "self";
    static final String OLD_SELF = "oldSelf";
    private static final int MESSAGE_LENGTH = 5 * 1024;
    private static final String NO_MORE = ", no further validation rules will be run";

    /**
     * @param schema of the values that the rule judges
     * @param expressions over {@code self} and {@code oldSelf}
     */
    static SchemaRule compile(JsonNode stated, JsonNode schema, Expressions expressions)
            throws Expressions.CompilationFault {
        Expressions.Compiled rule = expressions.compile("rule", Tree.text(stated, "rule"), SimpleType.BOOL);
        if (!rule.result().equals(SimpleType.BOOL)) {
            throw new Expressions.CompilationFault("cel expression must evaluate to a bool", null, "rule");
        }
        String message = Tree.text(stated, "messageExpression");
        String below = SchemaPath.parse(Tree.text(stated, "fieldPath"), schema)
                .map(SchemaPath::text)
                .orElse("");
        return new SchemaRule(
                stated,
                rule.mentions(OLD_SELF),
                Tree.flag(stated, "optionalOldSelf"),
                below,
                rule,
                message.isEmpty() ? null : expressions.compile("messageExpression", message, SimpleType.STRING));
    }

    /**
     * @param old null if the value is new or has no counterpart before
     * @param type what the schema calls the type of the value, which faults show in its place
     * @return false if nothing more can be evaluated
     */
    boolean judge(Object self, Object old, String type, FieldPath path, Cost cost, FieldErrors errors) {
        if (transition && !optionalOld && old == null) {
            return true;
        }
        Map<String, Object> variables = new HashMap<>();
        variables.put(SELF, self);
        if (optionalOld) {
            variables.put(OLD_SELF, Optional.ofNullable(old));
        } else if (old != null) {
            variables.put(OLD_SELF, old);
        }
        try {
            return Boolean.TRUE.equals(rule.value(variables, cost))
                    || refuse(variables, StringNode.valueOf(type), path, cost, errors);
        } catch (EvaluationFault e) {
            errors.invalid(whole(path), StringNode.valueOf(type), said(e));
            return e.kind() == EvaluationFault.Kind.FAILED;
        }
    }

    private String said(EvaluationFault fault) {
        return switch (fault.kind()) {
            case BUDGET -> "validation failed due to running out of cost budget" + NO_MORE;
            case LIMIT ->
                "'" + fault.getMessage()
                        + "': no further validation rules will be run due to call cost exceeds limit for rule: "
                        + name();
            case FAILED ->
                fault.getMessage().equals("no such overload")
                        ? "'no such overload': call arguments did not match a supported operator, function or macro"
                                + " signature for rule: " + name()
                        : fault.getMessage() + " evaluating rule: " + name();
        };
    }

    private String name() {
        String message = Tree.text(stated, "message");
        return message.isEmpty() ? rule.text().strip() : message.strip();
    }

    private boolean refuse(
            Map<String, Object> variables, JsonNode shown, FieldPath path, Cost cost, FieldErrors errors) {
        String field = below.isEmpty() ? whole(path) : path == FieldPath.ROOT ? below : path + "." + below;
        String text = Tree.text(stated, "message").isEmpty() ? "failed rule: " + name() : name();
        if (message != null) {
            try {
                text = usable(message.value(variables, cost)).orElse(text);
            } catch (EvaluationFault e) {
                if (e.kind() != EvaluationFault.Kind.FAILED) {
                    errors.invalid(
                            field,
                            shown,
                            e.kind() == EvaluationFault.Kind.BUDGET
                                    ? "messageExpression evaluation failed due to running out of cost budget" + NO_MORE
                                    : "no further validation rules will be run due to call cost exceeds limit for"
                                            + " messageExpression: \"" + message.text() + "\"");
                    return false;
                }
            }
        }
        switch (Tree.text(stated, "reason")) {
            case "FieldValueForbidden" -> errors.forbidden(field, text);
            case "FieldValueRequired" -> errors.required(field, text);
            case "FieldValueDuplicate" -> errors.duplicate(field, shown);
            default -> errors.invalid(field, shown, text);
        }
        return true;
    }

    /** Kubernetes has no name for the whole object. */
    static String whole(FieldPath path) {
        return path == FieldPath.ROOT ? "<nil>" : path.toString();
    }

    private static Optional<String> usable(Object computed) {
        String text = computed instanceof String line ? line.strip() : "";
        boolean fits = !text.isEmpty()
                && text.indexOf('\n') < 0
                && text.getBytes(StandardCharsets.UTF_8).length <= MESSAGE_LENGTH;
        return fits ? Optional.of(text) : Optional.empty();
    }
}
