package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.invm.InVmControlPlane;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.client.informer.Change;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Informers;
import org.nakhoda.client.queue.ObjectName;

/** What a component's caches show of the cluster. */
class InformersTest {
    private final Client admin = RunningApi.admin();
    private final String namespace = RunningApi.namespace();
    private final String maps = "/api/v1/namespaces/" + namespace + "/configmaps";
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    /** Which requests meet a history that is too old, and how many did. */
    private volatile Predicate<ApiRequest> expired = request -> false;

    private final AtomicInteger refused = new AtomicInteger();

    private KubernetesClient client;
    private Informers informers;
    private Informer<ConfigMap> informer;

    @BeforeEach
    void connect() {
        client = new InVmControlPlane(this::handle, () -> true, RunningApi.executor())
                .clientFor("system:kube-controller-manager");
        informers = new Informers(client, RunningApi.executor());
        informer = informers.of(ConfigMap.class);
    }

    @AfterEach
    void close() {
        informers.close();
        client.close();
    }

    private ApiResponse handle(ApiRequest request) {
        if (expired.test(request)) {
            refused.incrementAndGet();
            return new ApiResponse(
                    410,
                    Map.of(),
                    new ApiResponse.Body.Whole("application/json", "{}".getBytes(StandardCharsets.UTF_8)));
        }
        return RunningApi.server().handle(request);
    }

    private void record(Change<ConfigMap> change) {
        String name = change.latest().getMetadata().getName();
        if (namespace.equals(change.latest().getMetadata().getNamespace())) {
            seen.add((change.isAddition() ? "added " : change.isDeletion() ? "deleted " : "changed ") + name);
        }
    }

    private String next() throws InterruptedException {
        return seen.poll(30, TimeUnit.SECONDS);
    }

    private void make(String name) {
        admin.post(maps, "{metadata: {name: " + name + "}}").expect(201);
    }

    private Optional<ConfigMap> cached(String name) {
        return informer.get(new ObjectName(namespace, name));
    }

    @Test
    void what_is_there_and_what_changes_is_seen_once_and_in_order() throws InterruptedException {
        make("before");
        informer.onChange(this::record);
        informers.start();
        assertThat(next()).isEqualTo("added before");
        make("after");
        assertThat(next()).isEqualTo("added after");
        admin.merge(maps + "/after", "{data: {k: v}}").expect(200);
        assertThat(next()).isEqualTo("changed after");
        assertThat(cached("after"))
                .hasValueSatisfying(map -> assertThat(map.getData()).containsEntry("k", "v"));
        admin.delete(maps + "/before").expect(200);
        assertThat(next()).isEqualTo("deleted before");
        assertThat(cached("before")).isEmpty();
        assertThat(seen).isEmpty();
    }

    @Test
    void whoever_listens_late_is_shown_what_is_there_first() throws InterruptedException {
        make("a");
        informers.start();
        informers.synced().toCompletableFuture().join();

        informer.onChange(this::record);

        assertThat(next()).isEqualTo("added a");
        make("b");
        assertThat(next()).isEqualTo("added b");
    }

    @Test
    void what_went_while_the_history_was_lost_is_missed_in_the_next_list() throws InterruptedException {
        make("stays");
        make("goes");
        informer.onChange(this::record);
        expired = request ->
                request.query().containsKey("watch") && request.pathText().endsWith("/configmaps");
        informers.start();
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("added stays", "added goes");

        admin.delete(maps + "/goes").expect(200);

        assertThat(next()).isEqualTo("deleted goes");
        assertThat(refused).hasPositiveValue();
        expired = request -> false;
        make("new");
        assertThat(next()).isEqualTo("added new");
        assertThat(seen).isEmpty();
    }

    @Test
    void an_index_follows_the_objects() {
        informer.index(
                "colour",
                map -> map.getData() == null
                        ? List.of()
                        : List.copyOf(map.getData().values()));
        admin.post(maps, "{metadata: {name: a}, data: {colour: " + namespace + "-red}}")
                .expect(201);
        informers.start();
        informers.synced().toCompletableFuture().join();
        assertThat(informer.indexed("colour", namespace + "-red")).hasSize(1);

        admin.merge(maps + "/a", "{data: {colour: " + namespace + "-blue}}").expect(200);

        RunningControllers.eventually(
                "the new value",
                () -> informer.indexed("colour", namespace + "-blue").size() == 1);
        assertThat(informer.indexed("colour", namespace + "-red")).isEmpty();
        assertThat(informer.inNamespace(namespace))
                .extracting(map -> map.getMetadata().getName())
                .contains("a");
    }

    @Test
    void a_selection_holds_what_its_fields_select() {
        make("a");
        make("b");
        Informer<ConfigMap> selected = informers.selected(ConfigMap.class, Map.of("metadata.name", "a"));
        informers.start();
        informers.synced().toCompletableFuture().join();

        assertThat(selected.inNamespace(namespace))
                .extracting(map -> map.getMetadata().getName())
                .containsExactly("a");
    }
}
