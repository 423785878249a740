package org.nakhoda.apiserver.http;

import java.util.List;
import org.glassfish.grizzly.ThreadCache;

/**
 * Lets go of what the application server keeps for reuse. Each of its threads keeps up to 16 request objects, and each of
 * those holds on to the HTTP/2 stream that it served last, with that stream's session, its other streams and their requests:
 * after some 400,000 requests they filled a heap of 768 MB, and the server ended. A new request object costs less than any
 * answer.
 */
final class RecycledRequests {
    private static final List<ThreadCache.CachedTypeIndex<Object>> KEPT = List.of(
            index("org.glassfish.grizzly.http.server.Request"),
            index("org.glassfish.grizzly.http2.Http2Request"),
            index("org.glassfish.grizzly.http.HttpServerFilter$ServerHttpRequestImpl"));

    private RecycledRequests() {}

    /** The one that the class has made; the size counts only if it has made none. */
    private static ThreadCache.CachedTypeIndex<Object> index(String type) {
        return ThreadCache.obtainIndex(type, Object.class, 1);
    }

    /** Of the current thread; to be called with each request. */
    static void forget() {
        for (ThreadCache.CachedTypeIndex<Object> kept : KEPT) {
            Object request = ThreadCache.takeFromCache(kept);
            while (request != null) {
                request = ThreadCache.takeFromCache(kept);
            }
        }
    }
}
