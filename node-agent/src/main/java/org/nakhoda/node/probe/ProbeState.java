package org.nakhoda.node.probe;

/**
 * What one probe says after what it has seen so far: a verdict changes only when as many results in a row speak for it as
 * its threshold asks for. Not thread-safe.
 */
final class ProbeState {
    /** What the results speak for. */
    enum Verdict {
        UNKNOWN,
        PASSED,
        FAILED
    }

    private final int successThreshold;
    private final int failureThreshold;
    private Verdict verdict;
    private boolean lastSuccess;
    private int inARow;

    ProbeState(Verdict initial, int successThreshold, int failureThreshold) {
        this.verdict = initial;
        this.successThreshold = successThreshold;
        this.failureThreshold = failureThreshold;
    }

    Verdict verdict() {
        return verdict;
    }

    /** @return whether the verdict has changed */
    boolean record(boolean success) {
        inARow = success == lastSuccess ? inARow + 1 : 1;
        lastSuccess = success;
        if (inARow < (success ? successThreshold : failureThreshold)) {
            return false;
        }
        Verdict now = success ? Verdict.PASSED : Verdict.FAILED;
        boolean changed = verdict != now;
        verdict = now;
        return changed;
    }
}
