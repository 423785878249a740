package org.nakhoda.apiserver.admission.policy;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.apiserver.cel.Activation;
import org.nakhoda.apiserver.cel.AdmissionExpression;
import org.nakhoda.apiserver.cel.AdmissionLanguage;
import org.nakhoda.apiserver.cel.AdmissionLanguage.Dialect;
import org.nakhoda.apiserver.cel.AdmissionLanguage.Result;
import org.nakhoda.apiserver.cel.ExpressionFault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Conditions under which a webhook is called or a policy is asked; all of them must hold. */
public record MatchConditions(List<AdmissionExpression> conditions) {
    private static final String FIELD = "matchConditions";
    private static final MatchConditions NONE = new MatchConditions(List.of());

    /** Those of a stored webhook. */
    public static MatchConditions ofWebhook(JsonNode webhook) {
        return ofWebhook(webhook, FieldPath.ROOT, CompileFaults.UNTOLD);
    }

    static MatchConditions ofWebhook(JsonNode webhook, FieldPath path, CompileFaults faults) {
        if (webhook.path(FIELD).isEmpty()) {
            return NONE;
        }
        return of(webhook, new PolicyCompiler(new AdmissionLanguage(Dialect.JUDGING, false), faults), path);
    }

    static MatchConditions of(JsonNode parent, PolicyCompiler compiler, FieldPath path) {
        List<AdmissionExpression> conditions = new ArrayList<>();
        int index = 0;
        for (ObjectNode condition : Tree.objects(parent, FIELD)) {
            conditions.add(compiler.compile(
                    condition, "expression", Result.BOOL, path.child(FIELD).index(index++)));
        }
        return conditions.isEmpty() ? NONE : new MatchConditions(List.copyOf(conditions));
    }

    public boolean isEmpty() {
        return conditions.isEmpty();
    }

    /** One that does not hold outweighs others that cannot be told. */
    public Verdict judge(Activation activation, boolean ignoresFailure) {
        List<String> faults = new ArrayList<>(0);
        for (AdmissionExpression condition : conditions) {
            try {
                if (!condition.holds(activation)) {
                    return new Verdict.Unconcerned();
                }
            } catch (ExpressionFault e) {
                faults.add(e.getMessage());
            }
        }
        if (faults.isEmpty()) {
            return new Verdict.Holds();
        }
        if (ignoresFailure) {
            return new Verdict.Unconcerned();
        }
        return new Verdict.Failed(faults.size() == 1 ? faults.get(0) : "[" + String.join(", ", faults) + "]");
    }
}
