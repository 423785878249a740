package org.nakhoda.node.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import org.nakhoda.node.log.LogStream;

/** A response of which nobody knows the length. It begins with the first bytes, or with the first flush. */
final class ResponseStream implements LogStream.Sink {
    private static final int CHUNK = 32 * 1024;

    private final Channel channel;
    private ByteBuf pending = Unpooled.buffer();
    private boolean begun;

    ResponseStream(Channel channel) {
        this.channel = channel;
    }

    @Override
    public void accept(byte[] bytes) throws IOException {
        pending.writeBytes(bytes);
        if (pending.readableBytes() >= CHUNK) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        begin();
        if (!pending.isReadable()) {
            return;
        }
        ChannelFuture written = channel.writeAndFlush(new DefaultHttpContent(pending));
        pending = Unpooled.buffer();
        if (!channel.isWritable()) {
            written.awaitUninterruptibly();
        }
        if (!channel.isActive()) {
            throw new IOException("the reader has gone");
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
                    .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            channel.writeAndFlush(response);
        }
    }

    void end() throws IOException {
        flush();
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }
}
