package org.nakhoda.apiserver.admission.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.apiserver.cel.AdmissionExpression;
import org.nakhoda.apiserver.cel.AdmissionLanguage;
import org.nakhoda.apiserver.cel.AdmissionLanguage.Dialect;
import org.nakhoda.apiserver.cel.AdmissionLanguage.Result;
import org.nakhoda.apiserver.cel.ExpressionFault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Compiles the expressions of one policy, in the order in which they stand. */
final class PolicyCompiler {
    private final AdmissionLanguage language;
    private final CompileFaults faults;

    PolicyCompiler(AdmissionLanguage language, CompileFaults faults) {
        this.language = language;
        this.faults = faults;
    }

    /** For a policy: its expressions see parameters if it says of which kind they are. */
    static PolicyCompiler of(JsonNode spec, Dialect dialect, CompileFaults faults) {
        return new PolicyCompiler(
                new AdmissionLanguage(dialect, spec.path("paramKind").isObject()), faults);
    }

    AdmissionExpression compile(JsonNode parent, String field, Result result, FieldPath path) {
        return compile(parent, field, result, true, path);
    }

    AdmissionExpression compile(JsonNode parent, String field, Result result, boolean authorizer, FieldPath path) {
        String text = Tree.text(parent, field);
        try {
            return language.compile(text, result, authorizer);
        } catch (ExpressionFault e) {
            faults.at(path.child(field), text, e);
            return AdmissionExpression.faulty(text, e);
        }
    }

    /** Variables see those before them. */
    Map<String, AdmissionExpression> variables(JsonNode spec, FieldPath path) {
        Map<String, AdmissionExpression> variables = new LinkedHashMap<>();
        int index = 0;
        for (ObjectNode variable : Tree.objects(spec, "variables")) {
            String name = Tree.text(variable, "name");
            AdmissionExpression expression = compile(
                    variable, "expression", Result.ANY, path.child("variables").index(index++));
            language.declare(name, expression);
            variables.put(name, expression);
        }
        return variables;
    }
}
