package org.nakhoda.apiserver.request;

import org.nakhoda.apiserver.authn.UserInfo;

/** Learns of every request that was answered: the place of audit and metrics. Called on the request's thread; cheap. */
@FunctionalInterface
public interface RequestObserver {
    /**
     * @param caller null if the caller could not be authenticated
     * @param nanos from receipt until the answer, or its first piece, was there
     */
    void answered(ApiRequest request, RequestTarget target, UserInfo caller, int status, long nanos);
}
