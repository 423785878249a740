package org.nakhoda.node.probe;

/** What the probes have found, by container id. A container without a probe of a kind passes it. */
public interface ProbeVerdicts {
    /** Whether the startup probe has passed. */
    boolean started(String containerId);

    boolean startupFailed(String containerId);

    boolean livenessFailed(String containerId);

    boolean ready(String containerId);
}
