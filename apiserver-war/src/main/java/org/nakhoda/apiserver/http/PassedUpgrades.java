package org.nakhoda.apiserver.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.proxy.Passage;
import org.nakhoda.apiserver.proxy.Passages;
import org.nakhoda.apiserver.proxy.Relay;
import org.nakhoda.apiserver.proxy.StreamingGate;
import org.nakhoda.apiserver.proxy.UpgradeExchange;
import org.nakhoda.apiserver.request.ApiRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** WebSockets, SPDY and whatever else a connection is upgraded to, with pods, services, nodes and servers that extend the API. */
public final class PassedUpgrades {
    private static final Logger LOG = LoggerFactory.getLogger(PassedUpgrades.class);

    private final StreamingGate gate;
    private final Passages passages;
    private final UpgradeExchange exchange;

    public PassedUpgrades(StreamingGate gate, Passages passages, Executor executor) {
        this.gate = gate;
        this.passages = passages;
        this.exchange = new UpgradeExchange(executor);
    }

    /**
     * Answers an upgrade that is passed on.
     *
     * @param request one for which {@link UpgradeExchange#asked} says yes
     * @return false if the request is answered here, and nothing was done about it
     */
    public boolean answer(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        if (passages.segments(request.getRequestURI()) == 0) {
            return false;
        }
        try {
            ApiRequest admitted = gate.admit(HttpRequestReader.head(request, passages));
            Optional<Passage> passage = passages.passage(admitted);
            if (passage.isEmpty()) {
                return false;
            }
            exchange.connect(admitted, passage.get(), request, response, Relay::unreachable);
        } catch (ApiException e) {
            UpgradeExchange.refuse(response, e);
        } catch (RuntimeException e) {
            LOG.error("the upgrade of {} failed", request.getRequestURI(), e);
            UpgradeExchange.refuse(
                    response, ApiException.of(Reason.INTERNAL_ERROR, "the server's log says what went wrong"));
        }
        return true;
    }
}
