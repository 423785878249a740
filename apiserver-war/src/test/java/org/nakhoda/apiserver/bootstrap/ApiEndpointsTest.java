package org.nakhoda.apiserver.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.memory.MemoryStore;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.db.masters.Delegate;
import org.nakhoda.db.masters.Delegated;
import org.nakhoda.db.masters.MasterStatus;
import org.nakhoda.db.masters.MasterStatus.Role;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.masters.Member;
import tools.jackson.databind.JsonNode;

/** Where the kubernetes service leads. */
class ApiEndpointsTest {
    private final MemoryStore store = new MemoryStore();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private final ApiEndpoints endpoints = new ApiEndpoints(
            store,
            new SelfClient(this::write),
            Settings.of(Map.of("data-dir", "/tmp", "node-name", "n1", "node-address", "10.0.0.9")),
            Runnable::run,
            timer);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void one_that_knows_of_no_others_leads_to_itself() {
        endpoints.reconcile();

        assertThat(slice("kubernetes")).contains("10.0.0.9:6443");
    }

    @Test
    void all_that_are_well_are_in_one_slice_if_their_ports_are_the_same() {
        masters(
                master("a", "10.0.0.1", 6443, Role.LEADER, null, null),
                master("b", "10.0.0.2", 6443, Role.FOLLOWER, Duration.ofSeconds(1), null),
                master("silent", "10.0.0.3", 6443, Role.FOLLOWER, Duration.ofSeconds(11), null),
                master("unheard", "10.0.0.4", 6443, Role.FOLLOWER, null, null),
                master("ill", "10.0.0.5", 6443, Role.FOLLOWER, Duration.ofSeconds(1), "it is behind"),
                master("new", "10.0.0.6", 6443, Role.LEARNER, Duration.ofSeconds(1), null));

        endpoints.reconcile();

        assertThat(slice("kubernetes")).containsExactly("10.0.0.1:6443", "10.0.0.2:6443");
    }

    @Test
    void a_port_that_differs_has_a_slice_of_its_own_as_long_as_it_is_needed() {
        masters(
                master("a", "10.0.0.1", 7000, Role.LEADER, null, null),
                master("b", "10.0.0.2", 6443, Role.FOLLOWER, Duration.ofSeconds(1), null),
                master("c", "10.0.0.3", 6443, Role.FOLLOWER, Duration.ofSeconds(1), null));
        endpoints.reconcile();
        assertThat(slice("kubernetes")).containsExactly("10.0.0.2:6443", "10.0.0.3:6443");
        assertThat(slice("kubernetes-7000")).containsExactly("10.0.0.1:7000");

        masters(master("b", "10.0.0.2", 6443, Role.LEADER, null, null));
        endpoints.reconcile();

        assertThat(slice("kubernetes")).containsExactly("10.0.0.2:6443");
        assertThat(store.get(new ResourceKey(ApiEndpoints.SLICES, "default", "kubernetes-7000")))
                .isEmpty();
    }

    @Test
    void who_follows_writes_nothing() {
        store.lead(null);

        endpoints.reconcile();

        assertThat(store.revision().value()).isZero();
    }

    private List<String> slice(String name) {
        JsonNode slice = Json.parse(store.get(new ResourceKey(ApiEndpoints.SLICES, "default", name))
                .orElseThrow()
                .json());
        return slice.path("endpoints")
                .valueStream()
                .map(endpoint -> endpoint.at("/addresses/0").asString() + ":"
                        + slice.at("/ports/0/port").asInt())
                .toList();
    }

    private ApiResponse write(ApiRequest request) {
        String resource = request.path().contains("endpointslices") ? "endpointslices" : "endpoints";
        String group = resource.equals("endpoints") ? "" : "discovery.k8s.io";
        if (request.method().equals("DELETE")) {
            store.remove(
                    group,
                    resource,
                    "default",
                    request.path().get(request.path().size() - 1));
        } else {
            store.put(group, resource, new String(request.body(), StandardCharsets.UTF_8));
        }
        return ApiResponse.json(200, Json.object());
    }

    private static MasterStatus master(
            String name, String address, int port, Role role, Duration contact, String trouble) {
        return new MasterStatus(
                new Member(name, address, port, 1, 2, 3),
                role,
                role == Role.LEADER,
                false,
                1,
                Optional.empty(),
                Optional.ofNullable(contact),
                Optional.ofNullable(trouble));
    }

    private void masters(MasterStatus... statuses) {
        store.masters(new Masters() {
            @Override
            public Member self() {
                return statuses[0].member();
            }

            @Override
            public List<MasterStatus> status() {
                return List.of(statuses);
            }

            @Override
            public Optional<Member> leader() {
                return Optional.of(statuses[0].member());
            }

            @Override
            public Admission admit(Member member) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void transfer(String name) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void remove(String name) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void perform(Delegate delegate) {}

            @Override
            public Delegated delegate(Member member, byte[] work, BooleanSupplier wanted) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void observe(Consumer<Happening> observer) {}
        });
    }
}
