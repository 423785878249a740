package org.nakhoda.apiserver.http;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.glassfish.jersey.servlet.ServletContainer;
import org.nakhoda.apiserver.proxy.StreamingFilter;
import org.nakhoda.apiserver.proxy.UpgradeExchange;
import org.nakhoda.apiserver.start.ApiServer;
import org.nakhoda.apiserver.start.Master;

/**
 * The way of a request to JAX-RS: drops recycled requests, takes watches over WebSocket, and lets {@link StreamingFilter} take
 * what becomes a raw connection. This is no filter of its own, for the application server tells listeners of each entry and
 * exit. JAX-RS gets one URI for all requests: all of them are one resource's, and taking addresses apart is the pipeline's.
 *
 * <p>The servlet has a class of its own for another reason, too. At the end of its start the application server lists the
 * endpoints of every {@link ServletContainer}, of that very class, and gives up as a whole if one is being loaded at that
 * moment, as the first request makes it be.
 */
public class ApiServlet extends ServletContainer {
    private static final long serialVersionUID = 1;
    private static final URI ANY = URI.create("https://kubernetes/");

    @Inject
    private transient Master master;

    private final transient FilterChain jaxrs =
            (request, response) -> answer((HttpServletRequest) request, (HttpServletResponse) response);
    /** Made before the streams. */
    private transient volatile PassedUpgrades upgrades;

    private transient volatile StreamingFilter streams;
    /** Watched twice at worst, which does no harm. */
    private transient volatile boolean watched;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!watched) {
            watched = true;
            MalformedPaths.watch(request);
        }
        FinishedRequests.forget();
        StreamingFilter current = streams == null ? streams() : streams;
        if (UpgradeExchange.asked(request) && current != null && upgrades.answer(request, response)) {
            return;
        }
        if (WatchUpgrade.asked(request)) {
            new WatchUpgrade(master::handle, master.framesExecutor()).answer(request, response);
            return;
        }
        if (current == null) {
            answer(request, response);
        } else {
            current.doFilter(request, response, jaxrs);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        service(ANY, ANY, new AsAsked(request, response), response);
    }

    /** Null while the server is starting: JAX-RS says so then. Made twice at worst, which does no harm. */
    private StreamingFilter streams() {
        ApiServer server = master.server();
        if (server != null) {
            upgrades = new PassedUpgrades(server::admit, server.passages(), master.framesExecutor());
            streams = new StreamingFilter(
                    HttpRequestReader::head, server::admit, server.store(), server.dialer(), master.framesExecutor());
        }
        return streams;
    }
}
