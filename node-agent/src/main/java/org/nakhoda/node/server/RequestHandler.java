package org.nakhoda.node.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.nakhoda.node.cri.CriException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks who asks and hands the request to whoever answers its path, on a thread that may block. */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    private static final String API_SERVER = "kube-apiserver-kubelet-client";
    private static final String ADMINISTRATORS = "system:masters";
    private static final Pattern STREAM = Pattern.compile("/(exec|attach|portForward)/.*");

    private final Pages pages;
    private final Streams streams;
    private final Executor executor;

    RequestHandler(Pages pages, Streams streams, Executor executor) {
        this.pages = pages;
        this.streams = streams;
        this.executor = executor;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        request.retain();
        executor.execute(() -> {
            try {
                answer(context, request);
            } finally {
                request.release();
            }
        });
    }

    private void answer(ChannelHandlerContext context, FullHttpRequest request) {
        try {
            authorize(context);
            QueryStringDecoder uri = new QueryStringDecoder(request.uri());
            if (STREAM.matcher(uri.path()).matches()) {
                streams.open(context.channel(), request, uri);
            } else {
                pages.answer(context.channel(), request, uri);
            }
        } catch (HttpProblem e) {
            text(context, request, e.status(), e.getMessage());
        } catch (CriException e) {
            text(context, request, HttpResponseStatus.INTERNAL_SERVER_ERROR, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", request.method(), request.uri(), e);
            text(context, request, HttpResponseStatus.INTERNAL_SERVER_ERROR, e.toString());
        }
    }

    private static void authorize(ChannelHandlerContext context) throws HttpProblem {
        try {
            SslHandler tls = context.pipeline().get(SslHandler.class);
            X509Certificate client = (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
            String subject = client.getSubjectX500Principal().getName();
            for (Rdn part : new LdapName(subject).getRdns()) {
                boolean apiServer = part.getType().equalsIgnoreCase("CN") && API_SERVER.equals(part.getValue());
                boolean administrator = part.getType().equalsIgnoreCase("O") && ADMINISTRATORS.equals(part.getValue());
                if (apiServer || administrator) {
                    return;
                }
            }
            throw new HttpProblem(HttpResponseStatus.FORBIDDEN, "Forbidden (subject=" + subject + ")");
        } catch (SSLPeerUnverifiedException | InvalidNameException e) {
            throw new HttpProblem(HttpResponseStatus.UNAUTHORIZED, "Unauthorized");
        }
    }

    private static void text(
            ChannelHandlerContext context, FullHttpRequest request, HttpResponseStatus status, String message) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(String.valueOf(message), StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        if (HttpUtil.isKeepAlive(request) && !request.headers().contains(HttpHeaderNames.UPGRADE)) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
            context.writeAndFlush(response);
        } else {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("connection of {} broke: {}", context.channel().remoteAddress(), cause.toString());
        context.close();
    }
}
