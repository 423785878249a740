package org.nakhoda.apiserver.http;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import org.glassfish.grizzly.ThreadCache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of requests that the application server's HTTP engine would keep. Without this some 50,000 writes, or 400,000 reads,
 * fill a heap of 768 MB.
 *
 * <ul>
 *   <li>Each of its threads keeps up to 16 request objects for reuse, and each of those holds on to the HTTP/2 stream that it
 *       served last, with that stream's session, its other streams and their requests. A new request object costs less than
 *       any answer.
 *   <li>A stream whose end came with its body, and not with its headers, never counts as closed by the client, and so it stays
 *       in its session for as long as the connection lasts: that is each write of a controller that runs for months.
 * </ul>
 */
final class FinishedRequests {
    private static final Logger LOG = LoggerFactory.getLogger(FinishedRequests.class);
    private static final String STREAM = "@RoA.org.glassfish.grizzly.http2.Http2Stream";

    private static final List<ThreadCache.CachedTypeIndex<Object>> KEPT = List.of(
            index("org.glassfish.grizzly.http.server.Request"),
            index("org.glassfish.grizzly.http2.Http2Request"),
            index("org.glassfish.grizzly.http.HttpServerFilter$ServerHttpRequestImpl"));

    /** What the engine forgets to call. It is private, so that another version may lack it; that is said once. */
    private static final ClassValue<Method> END_RECEIVED = new ClassValue<>() {
        @Override
        protected Method computeValue(Class<?> stream) {
            try {
                Method method = stream.getDeclaredMethod("onReceiveEndOfStream");
                method.setAccessible(true);
                return method;
            } catch (NoSuchMethodException | RuntimeException e) {
                LOG.warn("streams of HTTP/2 with a body stay in memory until their connection ends: {}", e.toString());
                return null;
            }
        }
    };

    private FinishedRequests() {}

    /** The one that the class has made; the size counts only if it has made none. */
    private static ThreadCache.CachedTypeIndex<Object> index(String type) {
        return ThreadCache.obtainIndex(type, Object.class, 1);
    }

    /** Drops what the current thread keeps; to be called with each request. */
    static void forget() {
        for (ThreadCache.CachedTypeIndex<Object> kept : KEPT) {
            Object request = ThreadCache.takeFromCache(kept);
            while (request != null) {
                request = ThreadCache.takeFromCache(kept);
            }
        }
    }

    /** Tells the request's stream, if it has one, that the client has sent all; to be called when the body has been read. */
    static void received(HttpServletRequest request) {
        Object stream = request.getAttribute(STREAM);
        Method ended = stream == null ? null : END_RECEIVED.get(stream.getClass());
        if (ended == null) {
            return;
        }
        try {
            ended.invoke(stream);
        } catch (IllegalAccessException | InvocationTargetException e) {
            LOG.debug("a stream was not told of its end: {}", e.toString());
        }
    }
}
