package org.nakhoda.node.server;

import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** What can be read about the node and its pods. */
public final class Pages {
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    private final PodLookup pods;
    private final ContainerLogs logs;
    private final NodeFigures figures;
    private final KubernetesSerialization serialization;

    public Pages(PodLookup pods, ContainerLogs logs, NodeFigures figures, KubernetesSerialization serialization) {
        this.pods = pods;
        this.logs = logs;
        this.figures = figures;
        this.serialization = serialization;
    }

    void answer(Channel channel, FullHttpRequest request, QueryStringDecoder uri) throws HttpProblem {
        if (!request.method().equals(HttpMethod.GET)) {
            throw new HttpProblem(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET is answered here");
        }
        String path = uri.path();
        if (path.startsWith("/containerLogs/")) {
            logs.answer(channel, uri);
            return;
        }
        switch (path) {
            case "/healthz", "/healthz/ping", "/healthz/syncloop" -> send(channel, PLAIN, "ok");
            case "/pods", "/pods/" -> send(channel, JSON, serialization.asJson(list()));
            case "/metrics" -> send(channel, "text/plain; version=0.0.4; charset=utf-8", figures.metrics());
            case "/stats/summary" -> send(channel, JSON, figures.summary());
            default -> throw HttpProblem.notFound("404 page not found");
        }
    }

    private PodList list() {
        return new PodListBuilder().withItems(new ArrayList<>(pods.all())).build();
    }

    private static void send(Channel channel, String type, String body) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        channel.writeAndFlush(response);
    }
}
