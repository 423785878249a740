package org.nakhoda.apiserver.invm;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A body that is there already: handed over in one piece when it is first asked for. */
final class WholeBody implements AsyncBody {
    private final byte[] bytes;
    private final Consumer<List<ByteBuffer>> consumer;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final AtomicBoolean handedOver = new AtomicBoolean();

    WholeBody(byte[] bytes, Consumer<List<ByteBuffer>> consumer) {
        this.bytes = bytes;
        this.consumer = consumer;
    }

    @Override
    public void consume() {
        if (!handedOver.compareAndSet(false, true)) {
            return;
        }
        try {
            if (bytes.length > 0) {
                consumer.consume(List.of(ByteBuffer.wrap(bytes)), this);
            }
            done.complete(null);
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
