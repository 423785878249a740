package org.nakhoda.apiserver.http;

import jakarta.servlet.http.HttpServletRequest;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.HttpServerProbe;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.util.DataChunk;
import org.glassfish.grizzly.http.util.RequestURIRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets paths whose escapes are none ({@code /%zz}, {@code /%00}) reach the API, which answers that nothing is there. The application
 * server would give up on them before any application is asked, with an answer of no content. A percent sign that begins no
 * escape of a character is taken as one by itself.
 */
final class MalformedPaths extends HttpServerProbe.Adapter {
    private static final Logger LOG = LoggerFactory.getLogger(MalformedPaths.class);
    private static final char ESCAPE = '%';
    private static final String ESCAPED = "%25";

    /** Watches every request of the listener through which this one came. */
    static void watch(HttpServletRequest request) {
        try {
            Object container =
                    request.getClass().getMethod("getUnwrappedCoyoteRequest").invoke(request);
            Request engine =
                    (Request) container.getClass().getMethod("getCoyoteRequest").invoke(container);
            FilterChain chain = engine.getContext().getFilterChain();
            ((HttpServerFilter) chain.get(chain.indexOfType(HttpServerFilter.class)))
                    .getMonitoringConfig()
                    .addProbes(new MalformedPaths());
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("paths with malformed escapes are left to the application server: {}", e.toString());
        }
    }

    @Override
    public void onRequestReceiveEvent(HttpServerFilter filter, Connection connection, Request request) {
        RequestURIRef address = request.getRequest().getRequestURIRef();
        DataChunk path = address.getRequestURIBC();
        if (path.indexOf(ESCAPE, 0) >= 0) {
            String asked = path.toString();
            String mended = mended(asked);
            if (!mended.equals(asked)) {
                address.setURI(mended);
            }
        }
    }

    static String mended(String path) {
        StringBuilder mended = new StringBuilder(path.length() + 8);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == ESCAPE && !isCharacter(path, i + 1)) {
                mended.append(ESCAPED);
            } else {
                mended.append(c);
            }
        }
        return mended.toString();
    }

    private static boolean isCharacter(String path, int at) {
        return at + 1 < path.length()
                && Character.digit(path.charAt(at), 16) >= 0
                && Character.digit(path.charAt(at + 1), 16) >= 0
                && !path.startsWith("00", at);
    }
}
