package org.nakhoda.node.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens with TLS and asks every client for a certificate of the cluster's authority. */
public final class AgentServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);
    private static final int MAX_BODY = 1 << 20;

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(2, new DefaultThreadFactory("server", true), EpollIoHandler.newFactory());
    private final SslContext tls;
    private final Pages pages;
    private final Streams streams;
    private final Executor executor;
    private Channel listener;

    /** The files of the server's identity and of the authority that clients' certificates must be from, in PEM. */
    public record Identity(Path certificate, Path key, Path authority) {}

    /** @param executor may block */
    public AgentServer(Identity identity, Pages pages, Streams streams, Executor executor) throws IOException {
        this.tls = SslContextBuilder.forServer(identity.certificate.toFile(), identity.key.toFile())
                .sslProvider(SslProvider.JDK)
                .trustManager(identity.authority.toFile())
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        this.pages = pages;
        this.streams = streams;
        this.executor = executor;
    }

    public void start(int port) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast("tls", tls.newHandler(channel.alloc()))
                                .addLast("http", new HttpServerCodec())
                                .addLast("whole", new HttpObjectAggregator(MAX_BODY))
                                .addLast("requests", new RequestHandler(pages, streams, executor));
                    }
                });
        try {
            listener = bootstrap.bind(port).sync().channel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while opening port " + port, e);
        } catch (Exception e) {
            throw new IOException("cannot listen on port " + port + ": " + e.getMessage(), e);
        }
        LOG.info("listening on port {}", port);
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
