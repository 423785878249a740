package org.nakhoda.apiserver.request;

import java.util.concurrent.atomic.AtomicBoolean;
import org.nakhoda.apiserver.request.ApiResponse.FrameSource;

/** Tells when an answer over time ends. */
final class ObservedFrames implements FrameSource {
    private final FrameSource source;
    private final Runnable onEnd;
    private final AtomicBoolean closed = new AtomicBoolean();

    ObservedFrames(FrameSource source, Runnable onEnd) {
        this.source = source;
        this.onEnd = onEnd;
    }

    @Override
    public byte[] poll() {
        return source.poll();
    }

    @Override
    public boolean ended() {
        return source.ended();
    }

    @Override
    public void onReady(Runnable signal) {
        source.onReady(signal);
    }

    @Override
    public void close() {
        source.close();
        if (closed.compareAndSet(false, true)) {
            onEnd.run();
        }
    }
}
