package org.nakhoda.node.cri;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The connection to the runtime's socket. It may be opened before the runtime is there and outlives the runtime's restarts:
 * a call while there is nobody fails as unavailable.
 */
final class CriChannel implements AutoCloseable {
    /** Answers about many containers, and the output of ExecSync, are large. */
    private static final int MAX_MESSAGE = 32 * 1024 * 1024;

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("cri", true), EpollIoHandler.newFactory());
    private final ManagedChannel channel;

    CriChannel(Path socket, ExecutorService executor) {
        channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toString()))
                .eventLoopGroup(loop)
                .channelType(EpollDomainSocketChannel.class)
                .executor(executor)
                .usePlaintext()
                // a socket's path is no host name
                .overrideAuthority("localhost")
                .maxInboundMessageSize(MAX_MESSAGE)
                .build();
    }

    ManagedChannel channel() {
        return channel;
    }

    /** Tries to connect now instead of when the back-off after the last failure is over. */
    void retryNow() {
        channel.resetConnectBackoff();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
