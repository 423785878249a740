package org.nakhoda.apiserver.invm;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.nakhoda.apiserver.request.ApiResponse.FrameSource;

/**
 * A watch's frames for a reader within the VM. Each {@link #consume} asks for one more piece; a thread is only used while a
 * piece is handed over.
 */
final class FramesBody implements AsyncBody {
    private final FrameSource source;
    private final Consumer<List<ByteBuffer>> consumer;
    private final Executor executor;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    /** How many times there is a reason to look: pieces asked for, signals of the source, the end. Whoever makes it 1 looks. */
    private final AtomicInteger reasons = new AtomicInteger();

    private final AtomicInteger asked = new AtomicInteger();

    FramesBody(FrameSource source, Consumer<List<ByteBuffer>> consumer, Executor executor) {
        this.source = source;
        this.consumer = consumer;
        this.executor = executor;
        done.whenComplete((nothing, fault) -> look());
    }

    @Override
    public void consume() {
        asked.incrementAndGet();
        look();
    }

    private void look() {
        if (reasons.getAndIncrement() == 0) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException e) {
                source.close();
                done.completeExceptionally(e);
            }
        }
    }

    /** Never entered twice at once: only whoever raised the reasons from nothing comes here. */
    private void run() {
        int seen;
        do {
            seen = reasons.get();
            if (done.isDone()) {
                source.close();
            } else {
                handOver();
            }
        } while (!reasons.compareAndSet(seen, 0));
    }

    private void handOver() {
        try {
            while (asked.get() > 0 && !done.isDone()) {
                byte[] piece = source.poll();
                if (piece != null) {
                    asked.decrementAndGet();
                    consumer.consume(List.of(ByteBuffer.wrap(piece)), this);
                } else if (source.ended()) {
                    done.complete(null);
                } else {
                    source.onReady(this::look);
                    return;
                }
            }
        } catch (Exception e) {
            done.completeExceptionally(e);
        }
    }

    @Override
    public CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void cancel() {
        done.cancel(false);
    }
}
