package org.nakhoda.client.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.queue.ObjectName;

/** Where a controller's keys come from. */
public interface Feed<K> {
    /** Completes when the present state is known. */
    CompletionStage<Void> synced();

    /** The keys of all that there is now. Asks much of a feed with many objects. */
    Stream<K> all();

    /**
     * Passes the sink the keys of all that there is, now or once the present state is known, and then each key that a change
     * concerns. The sink does not block.
     */
    void subscribe(Consumer<K> sink);

    /** The keys of the changed objects themselves. */
    static <T extends HasMetadata> Feed<ObjectName> of(Informer<T> informer) {
        return of(informer, object -> Stream.of(ObjectName.of(object)));
    }

    /**
     * @param keys what an object concerns; asked for the state before and the state after a change, in which an object
     *     may concern different keys
     */
    static <T extends HasMetadata, K> Feed<K> of(Informer<T> informer, Function<T, Stream<K>> keys) {
        return new Feed<>() {
            @Override
            public CompletionStage<Void> synced() {
                return informer.synced();
            }

            @Override
            public Stream<K> all() {
                return informer.all().stream().flatMap(keys);
            }

            @Override
            public void subscribe(Consumer<K> sink) {
                informer.onChange(change -> Stream.concat(change.before().stream(), change.after().stream())
                        .flatMap(keys)
                        .distinct()
                        .forEach(sink));
            }
        };
    }
}
