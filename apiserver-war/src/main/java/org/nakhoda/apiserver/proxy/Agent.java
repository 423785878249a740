package org.nakhoda.apiserver.proxy;

import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;

/** Where a node's agent listens. */
record Agent(String node, String host, int port) {
    /** What a client learns when this agent cannot be reached. */
    ApiException unreachable(Exception why) {
        return ApiException.of(
                Reason.SERVICE_UNAVAILABLE,
                "error dialing backend: node \"" + node + "\" cannot be reached at " + host + ":" + port + ": "
                        + (why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage()));
    }
}
