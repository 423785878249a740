package org.nakhoda.apiserver.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.Body;
import org.nakhoda.apiserver.request.ApiResponse.FrameSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the frames of one answer to its client. It holds a thread only while there is something to write and the client
 * takes it; a client that is slow leaves its frames in the source, which knows what to do about that.
 *
 * <pre>
 *   source ready --> [write, flush]* --> client not ready: the container calls when it is
 *                                    --> nothing left:     the source calls when there is more
 *                                    --> ended, or the client is gone: complete, close the source
 * </pre>
 *
 * One of the two calls back at a time, so {@link #run} is never entered twice at once.
 */
final class FramePump implements WriteListener, AsyncListener, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FramePump.class);

    private final Runnable complete;
    private final ServletOutputStream out;
    private final FrameSource source;
    private final Executor executor;
    private final AtomicBoolean finished = new AtomicBoolean();
    private boolean unflushed;

    private FramePump(Runnable complete, ServletOutputStream out, FrameSource source, Executor executor) {
        this.complete = complete;
        this.out = out;
        this.source = source;
        this.executor = executor;
    }

    static void start(
            AsyncContext context,
            HttpServletResponse response,
            ApiResponse answer,
            Body.Frames frames,
            Executor executor)
            throws IOException {
        response.setStatus(answer.status());
        response.setContentType(frames.contentType());
        if (!answer.headers().containsKey("Cache-Control")) {
            response.setHeader("Cache-Control", "no-cache, private");
        }
        answer.eachHeader(response::addHeader);
        context.setTimeout(0);
        FramePump pump = new FramePump(context::complete, response.getOutputStream(), frames.source(), executor);
        context.addListener(pump);
        pump.unflushed = true;
        pump.out.setWriteListener(pump);
    }

    /**
     * Over a connection that is no longer HTTP.
     *
     * @param complete ends the connection; called once
     */
    static void start(ServletOutputStream out, FrameSource source, Executor executor, Runnable complete) {
        FramePump pump = new FramePump(complete, out, source, executor);
        pump.unflushed = true;
        out.setWriteListener(pump);
    }

    @Override
    public void onWritePossible() {
        run();
    }

    @Override
    public void run() {
        try {
            while (!finished.get() && out.isReady()) {
                byte[] piece = source.poll();
                if (piece != null) {
                    out.write(piece);
                    unflushed = true;
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else if (source.ended()) {
                    finish();
                } else {
                    source.onReady(this::handOver);
                    return;
                }
            }
        } catch (IOException e) {
            LOG.debug("a watcher went away: {}", e.toString());
            finish();
        } catch (RuntimeException e) {
            LOG.error("an answer over time broke off", e);
            finish();
        }
    }

    private void handOver() {
        try {
            executor.execute(this);
        } catch (RejectedExecutionException e) {
            LOG.debug("the server stops; an answer over time ends");
            finish();
        }
    }

    private void finish() {
        if (finished.compareAndSet(false, true)) {
            source.close();
            try {
                complete.run();
            } catch (IllegalStateException e) {
                LOG.debug("the container had completed the answer: {}", e.toString());
            }
        }
    }

    @Override
    public void onError(Throwable fault) {
        LOG.debug("a watcher cannot be written to: {}", fault.toString());
        finish();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        if (finished.compareAndSet(false, true)) {
            source.close();
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        finish();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        finish();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
