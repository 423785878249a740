package org.nakhoda.apiserver.proxy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import org.nakhoda.apiserver.request.ApiResponse.FrameSource;

/**
 * An agent's page that goes on over time, as frames: one piece is held at a time, and the next is asked of the agent only
 * when the client has taken it, so a slow client slows the agent and fills no memory. Closing it closes the connection.
 */
final class FollowedPage implements FrameSource, Flow.Subscriber<List<ByteBuffer>> {
    private final Object lock = new Object();

    @GuardedBy("lock")
    private Flow.Subscription subscription;

    @GuardedBy("lock")
    private byte[] piece;

    @GuardedBy("lock")
    private boolean ended;

    @GuardedBy("lock")
    private Runnable signal;

    @Override
    public void onSubscribe(Flow.Subscription given) {
        boolean late;
        synchronized (lock) {
            subscription = given;
            late = ended;
        }
        if (late) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        byte[] bytes = new byte[buffers.stream().mapToInt(ByteBuffer::remaining).sum()];
        int at = 0;
        for (ByteBuffer buffer : buffers) {
            int count = buffer.remaining();
            buffer.get(bytes, at, count);
            at += count;
        }
        Flow.Subscription more = null;
        Runnable waiting = null;
        synchronized (lock) {
            if (bytes.length == 0) {
                more = subscription;
            } else {
                piece = bytes;
                waiting = takeSignalLocked();
            }
        }
        if (more != null) {
            more.request(1);
        }
        run(waiting);
    }

    @Override
    public void onError(Throwable fault) {
        end();
    }

    @Override
    public void onComplete() {
        end();
    }

    private void end() {
        Runnable waiting;
        synchronized (lock) {
            ended = true;
            waiting = takeSignalLocked();
        }
        run(waiting);
    }

    @Override
    public byte[] poll() {
        byte[] taken;
        Flow.Subscription more;
        synchronized (lock) {
            taken = piece;
            piece = null;
            more = taken == null || ended ? null : subscription;
        }
        if (more != null) {
            more.request(1);
        }
        return taken;
    }

    @Override
    public boolean ended() {
        synchronized (lock) {
            return ended && piece == null;
        }
    }

    @Override
    public void onReady(Runnable given) {
        synchronized (lock) {
            if (piece == null && !ended) {
                signal = given;
                return;
            }
        }
        given.run();
    }

    @GuardedBy("lock")
    private Runnable takeSignalLocked() {
        Runnable taken = signal;
        signal = null;
        return taken;
    }

    private static void run(Runnable waiting) {
        if (waiting != null) {
            waiting.run();
        }
    }

    @Override
    public void close() {
        Flow.Subscription open;
        synchronized (lock) {
            ended = true;
            piece = null;
            open = subscription;
        }
        if (open != null) {
            open.cancel();
        }
    }
}
