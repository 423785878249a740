package org.nakhoda.node.probe;

import java.util.Set;

/** Verdicts that a test has decided on, by container id. Everything else has started, lives and is ready. */
public record FixedVerdicts(Set<String> notStarted, Set<String> startupFailed, Set<String> dead, Set<String> notReady)
        implements ProbeVerdicts {
    public static final FixedVerdicts GOOD = new FixedVerdicts(Set.of(), Set.of(), Set.of(), Set.of());

    @Override
    public boolean started(String containerId) {
        return !notStarted.contains(containerId);
    }

    @Override
    public boolean startupFailed(String containerId) {
        return startupFailed.contains(containerId);
    }

    @Override
    public boolean livenessFailed(String containerId) {
        return dead.contains(containerId);
    }

    @Override
    public boolean ready(String containerId) {
        return started(containerId) && !notReady.contains(containerId);
    }
}
