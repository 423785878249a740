package org.nakhoda.node.runtime;

import java.time.Instant;
import java.util.List;

/**
 * A sandbox: the pod's namespaces and network, and a process that holds them.
 *
 * @param addresses empty on the host's network, and while it is not ready
 */
public record RuntimeSandbox(
        String id, int attempt, boolean ready, boolean hostNetwork, Instant createdAt, List<String> addresses) {}
