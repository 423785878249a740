package org.nakhoda.api.core;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tolerations of pods and taints of nodes. */
public final class TolerationValidation {
    public static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private TolerationValidation() {}

    public static void validate(JsonNode tolerations, FieldPath path, FieldErrors errors) {
        int index = 0;
        for (ObjectNode toleration : Tree.objects(tolerations)) {
            FieldPath at = path.index(index++);
            String key = Tree.text(toleration, "key");
            String operator = Tree.text(toleration, "operator");
            String fault = key.isEmpty() ? null : Names.qualified(key);
            if (fault != null) {
                errors.invalid(at.child("key"), key, fault);
            }
            if (key.isEmpty() && !operator.equals("Exists")) {
                errors.invalid(
                        at.child("operator"),
                        operator,
                        "operator must be Exists when `key` is empty, which means "
                                + "\"match all values and all keys\"");
            }
            if (toleration.has("tolerationSeconds")
                    && !Tree.text(toleration, "effect").equals("NoExecute")) {
                errors.invalid(
                        at.child("effect"),
                        Tree.text(toleration, "effect"),
                        "effect must be 'NoExecute' when `tolerationSeconds` is set");
            }
            if (operator.equals("Exists") && !Tree.text(toleration, "value").isEmpty()) {
                errors.invalid(
                        at.child("operator"),
                        toleration.path("value"),
                        "value must be empty when `operator` is 'Exists'");
            }
            String value = Tree.text(toleration, "value");
            boolean equal = operator.isEmpty() || operator.equals("Equal");
            if (equal && Names.labelValue(value) != null) {
                errors.invalid(at.child("operator"), value, Names.labelValue(value));
            }
            if (!operator.isEmpty()) {
                Values.oneOf(toleration, "operator", List.of("Equal", "Exists", "Lt", "Gt"), at, errors);
            }
            if (!Tree.text(toleration, "effect").isEmpty()) {
                Values.oneOf(toleration, "effect", EFFECTS, at, errors);
            }
        }
    }
}
