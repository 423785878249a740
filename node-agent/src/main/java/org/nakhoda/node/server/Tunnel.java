package org.nakhoda.node.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a client through to another server: sends the client's request there, with another path, and then carries bytes
 * both ways until one side ends. A side that is slow stops the reading of the other.
 */
final class Tunnel extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);

    /** Headers of which the other server gets its own. */
    private static final Set<String> OWN_HEADERS =
            Set.of(HttpHeaderNames.HOST.toString(), HttpHeaderNames.CONTENT_LENGTH.toString());

    private final Channel other;

    private Tunnel(Channel other) {
        this.other = other;
    }

    static void open(Channel client, FullHttpRequest request, URI target) {
        byte[] head = head(request, target).getBytes(StandardCharsets.UTF_8);
        client.config().setAutoRead(false);
        new Bootstrap()
                .group(client.eventLoop())
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel server) {
                        server.pipeline().addLast(new Tunnel(client));
                    }
                })
                .connect(target.getHost(), target.getPort())
                .addListener((ChannelFutureListener) connected -> {
                    if (!connected.isSuccess()) {
                        LOG.warn(
                                "the runtime's streaming server does not answer: {}",
                                connected.cause().toString());
                        client.close();
                        return;
                    }
                    Channel server = connected.channel();
                    server.writeAndFlush(Unpooled.wrappedBuffer(head)).addListener(sent -> {
                        client.pipeline().addLast(new Tunnel(server));
                        // what the codec has read beyond the request comes out when it is removed
                        client.pipeline().remove("requests");
                        client.pipeline().remove("whole");
                        client.pipeline().remove("http");
                        client.config().setAutoRead(true);
                        server.config().setAutoRead(true);
                    });
                });
    }

    private static String head(FullHttpRequest request, URI target) {
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        StringBuilder head = new StringBuilder()
                .append(request.method())
                .append(' ')
                .append(target.getRawPath())
                .append(query)
                .append(" HTTP/1.1\r\nHost: ")
                .append(target.getAuthority())
                .append("\r\n");
        for (Map.Entry<String, String> header : request.headers()) {
            if (!OWN_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                head.append(header.getKey())
                        .append(": ")
                        .append(header.getValue())
                        .append("\r\n");
            }
        }
        return head.append("\r\n").toString();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf && other.isActive()) {
            other.writeAndFlush(message);
        } else {
            io.netty.util.ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        other.config().setAutoRead(context.channel().isWritable());
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        // after everything that is still to be written there
        other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a stream broke: {}", cause.toString());
        context.close();
    }
}
