package org.nakhoda.apiserver.cel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;

/** What the rules of a schema can cost at the worst, one by one and together, and who is to be told if that is too much. */
final class RuleCosts {
    static final long PER_RULE = 10_000_000;
    static final long PER_SCHEMA = 100_000_000;
    private static final int NAMED = 4;

    private final List<Estimated> expensive = new ArrayList<>();
    private long total;

    private record Estimated(FieldPath path, long cost) {}

    /** @param what the expression is called in a fault */
    void add(String what, long cost, FieldPath path, FieldErrors errors) {
        if (cost > PER_RULE) {
            errors.forbidden(path, tooMuch("estimated " + what + " cost", cost, PER_RULE));
        }
        total = Bounds.sum(total, cost);
        if (cost >= PER_SCHEMA / 100) {
            expensive.add(new Estimated(path, cost));
        }
    }

    /** @param schema where the schema stands */
    void judge(FieldPath schema, FieldErrors errors) {
        if (total <= PER_SCHEMA) {
            return;
        }
        expensive.stream()
                .sorted(Comparator.comparingLong(Estimated::cost).reversed())
                .limit(NAMED)
                .forEach(rule -> errors.forbidden(
                        rule.path(),
                        "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"));
        errors.forbidden(
                schema,
                tooMuch(
                        "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                        total,
                        PER_SCHEMA));
    }

    private static String tooMuch(String what, long cost, long limit) {
        double times = (double) cost / limit;
        String factor;
        if (times > 100) {
            factor = "more than 100x";
        } else {
            factor = String.format(Locale.ROOT, times < 1.5 ? "%fx" : "%.1fx", times);
        }
        return what + " exceeds budget by factor of " + factor + " (try simplifying the rule, or adding maxItems,"
                + " maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }
}
