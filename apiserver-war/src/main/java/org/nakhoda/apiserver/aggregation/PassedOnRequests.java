package org.nakhoda.apiserver.aggregation;

import java.util.Optional;
import org.nakhoda.apiserver.proxy.Passage;
import org.nakhoda.apiserver.proxy.Passages;
import org.nakhoda.apiserver.proxy.ProxiedRequests;
import org.nakhoda.apiserver.proxy.ProxyPath;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.RequestTarget;

/** All requests that are passed on: those to pods, services and nodes, and those for APIs that other servers have. */
public final class PassedOnRequests implements Passages {
    private final ProxiedRequests proxied;
    private final RemoteRequests remote;

    public PassedOnRequests(ProxiedRequests proxied, RemoteRequests remote) {
        this.proxied = proxied;
        this.remote = remote;
    }

    @Override
    public int segments(String path) {
        int segments = ProxyPath.segments(path);
        return segments > 0 ? segments : remote.segments(path);
    }

    @Override
    public Optional<Passage> passage(ApiRequest admitted) {
        RequestTarget target = RequestTarget.of(admitted);
        return ProxiedRequests.handles(target)
                ? Optional.of(proxied.passage(admitted, target))
                : remote.passage(admitted, target);
    }
}
