package org.nakhoda.apiserver.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;

/** Counts what one evaluation costs, step by step, and ends it when it has cost too much. Of one evaluation. */
final class CostMeter implements CelEvaluationListener {
    private final CostPlan plan;
    private final Object[] values;
    private long spent;

    /** Thrown out of an evaluation that costs too much. */
    private static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exceeded() {
            super("operation cancelled: actual cost limit exceeded", null, false, false);
        }
    }

    CostMeter(CostPlan plan) {
        this.plan = plan;
        this.values = new Object[plan.size()];
    }

    long spent() {
        return spent;
    }

    /** To be asked when the evaluation is over as well: an operator of the language may have hidden the exception. */
    boolean exceeded() {
        return spent > Cost.PER_EXPRESSION;
    }

    @Override
    public void callback(CelExpr expression, Object value) {
        int id = (int) expression.id();
        if (id < 0 || id >= values.length) {
            return;
        }
        values[id] = value;
        spent += plan.charge(id, values, value);
        if (exceeded()) {
            throw new Exceeded();
        }
    }
}
