package org.nakhoda.apiserver.request;

import org.nakhoda.apiserver.authn.UserInfo;

/** Learns of every request: the place of audit and metrics. Called on the request's thread; cheap. */
public interface RequestObserver {
    void started(RequestTarget target);

    /**
     * The answer is there; what is written piece by piece is still to be written.
     *
     * @param caller null if the caller could not be authenticated
     * @param nanos since the request began
     */
    void answered(ApiRequest request, RequestTarget target, UserInfo caller, int status, long nanos);

    /** An answer over time has ended. Called once, on whatever thread ended it, after {@link #answered}. */
    void ended(RequestTarget target, int status);
}
