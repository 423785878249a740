package org.nakhoda.apiserver.admission.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.apiserver.cel.Activation;
import org.nakhoda.apiserver.cel.AdmissionExpression;
import org.nakhoda.apiserver.cel.AdmissionLanguage.Dialect;
import org.nakhoda.apiserver.cel.AdmissionLanguage.Result;
import org.nakhoda.apiserver.cel.ExpressionFault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The expressions of a validating policy: judges a request, and words what it finds. */
record Judgement(
        MatchConditions conditions,
        Map<String, AdmissionExpression> variables,
        List<Validation> validations,
        List<Annotation> annotations) {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int LONGEST_MESSAGE = 5 * 1024;
    private static final int LONGEST_ANNOTATION = 10 * 1024;

    /** @param message computed, if it is */
    record Validation(AdmissionExpression expression, Optional<AdmissionExpression> message, JsonNode stated) {}

    record Annotation(String key, AdmissionExpression value) {}

    /**
     * Something that the policy has against the request.
     *
     * @param index of the expression
     * @param reason the Status's
     * @param fault whether that could not be told, so that the failure policy speaks
     */
    record Objection(int index, String message, String reason, boolean fault) {}

    /** @param annotations for the audit log, without the policy's name */
    record Outcome(List<Objection> objections, Map<String, String> annotations) {
        static final Outcome NOTHING = new Outcome(List.of(), Map.of());
    }

    static Judgement compile(JsonNode spec) {
        return compile(spec, CompileFaults.UNTOLD);
    }

    static Judgement compile(JsonNode spec, CompileFaults faults) {
        PolicyCompiler compiler = PolicyCompiler.of(spec, Dialect.JUDGING, faults);
        MatchConditions conditions = MatchConditions.of(spec, compiler, SPEC);
        Map<String, AdmissionExpression> variables = compiler.variables(spec, SPEC);
        List<Validation> validations = new ArrayList<>();
        int index = 0;
        for (ObjectNode stated : Tree.objects(spec, "validations")) {
            FieldPath path = SPEC.child("validations").index(index++);
            AdmissionExpression expression = compiler.compile(stated, "expression", Result.BOOL, path);
            Optional<AdmissionExpression> message =
                    Tree.text(stated, "messageExpression").isBlank()
                            ? Optional.empty()
                            : Optional.of(compiler.compile(stated, "messageExpression", Result.STRING, false, path));
            validations.add(new Validation(expression, message, stated));
        }
        List<Annotation> annotations = new ArrayList<>();
        index = 0;
        for (ObjectNode stated : Tree.objects(spec, "auditAnnotations")) {
            FieldPath path = SPEC.child("auditAnnotations").index(index++);
            annotations.add(new Annotation(
                    Tree.text(stated, "key"),
                    compiler.compile(stated, "valueExpression", Result.STRING_OR_NULL, path)));
        }
        return new Judgement(conditions, variables, List.copyOf(validations), List.copyOf(annotations));
    }

    Outcome judge(Activation activation, boolean ignoresFailure) {
        if (!conditions.isEmpty()) {
            Verdict verdict = conditions.judge(activation, ignoresFailure);
            if (verdict instanceof Verdict.Failed failed) {
                return new Outcome(List.of(fault(0, failed.why())), Map.of());
            }
            if (verdict instanceof Verdict.Unconcerned) {
                return Outcome.NOTHING;
            }
        }
        List<Objection> objections = new ArrayList<>(0);
        for (int i = 0; i < validations.size(); i++) {
            try {
                if (!validations.get(i).expression().holds(activation)) {
                    objections.add(new Objection(
                            i, message(validations.get(i), activation), reason(validations.get(i)), false));
                }
            } catch (ExpressionFault e) {
                if (!ignoresFailure) {
                    objections.add(fault(i, e.getMessage()));
                }
            }
        }
        return new Outcome(objections, annotate(activation, ignoresFailure, objections));
    }

    private static Objection fault(int index, String why) {
        return new Objection(index, why, "Invalid", true);
    }

    private static String reason(Validation validation) {
        String reason = Tree.text(validation.stated(), "reason");
        return reason.isEmpty() ? "Invalid" : reason;
    }

    private static String message(Validation validation, Activation activation) {
        if (validation.message().isPresent()) {
            try {
                String computed =
                        validation.message().get().text(activation).orElse("").strip();
                if (!computed.isEmpty() && computed.indexOf('\n') < 0 && computed.length() <= LONGEST_MESSAGE) {
                    return computed;
                }
            } catch (ExpressionFault e) {
                // a message that cannot be computed is worded as if there were none
            }
        }
        String stated = Tree.text(validation.stated(), "message").strip();
        return stated.isEmpty()
                ? "failed expression: " + validation.expression().text().strip()
                : stated;
    }

    private Map<String, String> annotate(Activation activation, boolean ignoresFailure, List<Objection> objections) {
        if (annotations.isEmpty()) {
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (Annotation annotation : annotations) {
            try {
                String value = annotation.value().text(activation).orElse("").strip();
                if (!value.isEmpty()) {
                    values.put(
                            annotation.key(),
                            value.length() > LONGEST_ANNOTATION ? value.substring(0, LONGEST_ANNOTATION) : value);
                }
            } catch (ExpressionFault e) {
                if (!ignoresFailure) {
                    objections.add(fault(validations.size(), e.getMessage()));
                }
            }
        }
        return values;
    }
}
