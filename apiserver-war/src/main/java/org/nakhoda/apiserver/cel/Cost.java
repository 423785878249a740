package org.nakhoda.apiserver.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;
import java.util.Collection;
import java.util.Map;

/**
 * What evaluating costs, in Kubernetes' order of magnitude: one for each step, and one for every ten characters or elements
 * that a step makes. One expression may cost {@link #PER_EXPRESSION}, all of one request {@link #PER_OBJECT}.
 */
final class Cost implements CelEvaluationListener {
    static final long PER_EXPRESSION = 1_000_000;
    static final long PER_OBJECT = 10_000_000;

    private long total;
    private long current;

    /** Thrown out of an evaluation that costs too much. */
    static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exceeded() {
            super("the expression costs too much", null, false, false);
        }
    }

    void beginExpression() {
        current = 0;
    }

    /** Whether the last expression, or all so far, cost too much; an operator of the language may have hidden it. */
    boolean exceeded() {
        return current > PER_EXPRESSION || total > PER_OBJECT;
    }

    /** Whether nothing more can be evaluated. */
    boolean exhausted() {
        return total > PER_OBJECT;
    }

    @Override
    public void callback(CelExpr expression, Object value) {
        long step = 1;
        if (value instanceof CharSequence text) {
            step += text.length() / 10;
        } else if (value instanceof Collection<?> list) {
            step += list.size() / 10;
        } else if (value instanceof Map<?, ?> map) {
            step += map.size() / 10;
        }
        current += step;
        total += step;
        if (exceeded()) {
            throw new Exceeded();
        }
    }
}
