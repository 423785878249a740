package org.nakhoda.apiserver.request;

import java.util.Map;
import org.nakhoda.apiserver.authn.UserInfo;

/** Limits how many requests are worked on at a time. */
@FunctionalInterface
public interface FlowControl {
    int RETRY_AFTER_SECONDS = 1;

    /** Finds out what kind of traffic a request is. Fast: every request comes by. */
    Flow flow(ApiRequest request, RequestTarget target, UserInfo caller);

    /** Requests that are limited together. */
    interface Flow {
        /** Is never kept waiting, and says nothing about itself. */
        Flow UNLIMITED = new Flow() {
            @Override
            public Map<String, String> headers() {
                return Map.of();
            }

            @Override
            public Permit enter(RequestTarget target, UserInfo caller) {
                return Permit.NONE;
            }
        };

        /** What the client is told of the decision. */
        Map<String, String> headers();

        /**
         * Takes a place among the requests in flight; may wait for one, for a bounded time.
         *
         * @throws org.nakhoda.api.status.ApiException TOO_MANY_REQUESTS
         */
        Permit enter(RequestTarget target, UserInfo caller);
    }

    /** A place among the requests in flight; closed once. */
    @FunctionalInterface
    interface Permit extends AutoCloseable {
        Permit NONE = () -> {};

        @Override
        void close();
    }
}
