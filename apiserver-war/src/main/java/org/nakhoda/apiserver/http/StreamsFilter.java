package org.nakhoda.apiserver.http;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.nakhoda.apiserver.proxy.StreamingFilter;
import org.nakhoda.apiserver.start.ApiServer;
import org.nakhoda.apiserver.start.Master;

/** Comes before JAX-RS: drops recycled requests, takes watches over WebSocket, and puts {@link StreamingFilter} there once there is a server. */
public class StreamsFilter implements Filter {
    @Inject
    private Master master;

    private volatile StreamingFilter streams;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        FinishedRequests.forget();
        if (WatchUpgrade.asked((HttpServletRequest) request)) {
            new WatchUpgrade(master::handle, master.framesExecutor())
                    .answer((HttpServletRequest) request, (HttpServletResponse) response);
            return;
        }
        StreamingFilter current = streams;
        if (current == null) {
            current = streams();
        }
        if (current == null) {
            chain.doFilter(request, response);
        } else {
            current.doFilter(request, response, chain);
        }
    }

    /** Null while the server is starting: JAX-RS says so then. Made twice at worst, which does no harm. */
    private StreamingFilter streams() {
        ApiServer server = master.server();
        if (server != null) {
            streams = new StreamingFilter(server::admit, server.store(), server.dialer(), master.framesExecutor());
        }
        return streams;
    }
}
