package org.nakhoda.api.admissionregistration;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.ReservedWords;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists of named CEL expressions: conditions and variables. That they compile is found out where the language is known. */
final class Expressions {
    private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");

    private Expressions() {}

    /** Conditions, whose names are qualified. */
    static void named(JsonNode expressions, FieldPath path, FieldErrors errors) {
        named(expressions, path, errors, Names::qualified);
    }

    /** Variables, which other expressions call by their names. */
    static void variables(JsonNode expressions, FieldPath path, FieldErrors errors) {
        named(
                expressions,
                path,
                errors,
                name -> IDENTIFIER.matcher(name).matches() && !ReservedWords.ALL.contains(name)
                        ? null
                        : "name is not a valid CEL identifier");
    }

    private static void named(JsonNode expressions, FieldPath path, FieldErrors errors, Names.Rule rule) {
        Set<String> names = new HashSet<>();
        int index = 0;
        for (ObjectNode one : Tree.objects(expressions)) {
            FieldPath at = path.index(index++);
            if (Values.required(one, "name", at, errors)) {
                String name = Tree.text(one, "name");
                String fault = rule.fault(name);
                if (fault != null) {
                    errors.invalid(at.child("name"), name, fault);
                }
                if (!names.add(name)) {
                    errors.duplicate(at.child("name"), one.path("name"));
                }
            }
            required(one, "expression", at, errors);
        }
    }

    /** An expression of blanks is none. */
    static void required(JsonNode parent, String field, FieldPath path, FieldErrors errors) {
        if (Tree.text(parent, field).isBlank()) {
            errors.required(path.child(field), field + " is not specified");
        }
    }
}
