package org.nakhoda.client.informer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nakhoda.client.connect.Serialization;
import org.nakhoda.client.queue.ObjectName;

class CompactStoreTest {
    private static final int MANY = CompactStore.RECENT * 3;

    private final KubernetesSerialization json = Serialization.lean();
    private final CompactStore<Pod> store = new CompactStore<>(Serialization.reader(Pod.class));

    @Test
    void what_is_put_is_found_again_whether_packed_or_not() {
        IntStream.range(0, MANY).forEach(this::put);

        assertThat(store.names().size()).isEqualTo(MANY);
        assertThat(store.recentCount()).isEqualTo(CompactStore.RECENT);
        for (int i = 0; i < MANY; i++) {
            assertThat(store.get(key(i))).isEqualTo(pod(i));
        }
        assertThat(store.values()).hasSize(MANY).contains(pod(0), pod(MANY - 1));
    }

    @Test
    void what_is_read_again_and_again_is_not_packed() {
        put(0);
        Pod first = store.get(key(0));
        for (int i = 1; i < MANY; i++) {
            put(i);
            assertThat(store.get(key(0))).isSameAs(first);
        }
    }

    @Test
    void a_walk_over_all_makes_nothing_recent() {
        IntStream.range(0, MANY).forEach(this::put);

        assertThat(store.values().filter(pod -> pod.getSpec() != null)).hasSize(MANY);

        assertThat(store.recentCount()).isEqualTo(CompactStore.RECENT);
    }

    @Test
    void a_newer_state_takes_the_place_of_a_packed_one() {
        IntStream.range(0, MANY).forEach(this::put);
        Pod newer =
                new PodBuilder(pod(0)).editSpec().withNodeName("n1").endSpec().build();

        assertThat(put(0, newer)).isEqualTo(pod(0));

        assertThat(store.get(key(0))).isEqualTo(newer);
        assertThat(store.remove(key(1))).isEqualTo(pod(1));
        assertThat(store.get(key(1))).isNull();
        assertThat(store.remove(key(1))).isNull();
        assertThat(store.names().size()).isEqualTo(MANY - 1);
    }

    @Test
    void many_readers_beside_a_writer_see_whole_objects() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(3);
        try {
            IntStream.range(0, MANY).forEach(this::put);
            Future<?> writer = readers.submit(() -> IntStream.range(0, MANY).forEach(this::put));
            for (int reader = 0; reader < 2; reader++) {
                readers.submit(() -> IntStream.range(0, MANY)
                                .forEach(i -> assertThat(store.get(key(i))).isEqualTo(pod(i))))
                        .get();
            }
            writer.get();
        } finally {
            readers.shutdownNow();
        }
        assertThat(store.names().size()).isEqualTo(MANY);
        assertThat(store.recentCount()).isLessThanOrEqualTo(CompactStore.RECENT);
    }

    private void put(int i) {
        put(i, pod(i));
    }

    private Pod put(int i, Pod pod) {
        return store.put(key(i), pod, json.asJson(pod).getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectName key(int i) {
        return new ObjectName("default", "pod-" + i);
    }

    private static Pod pod(int i) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("pod-" + i)
                .addToLabels("number", "" + i)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("localhost/image:" + i % 7)
                .withNewResources()
                .addToRequests("cpu", new Quantity("10m"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }
}
