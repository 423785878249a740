package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.apiserver.request.ApiResponse.FrameSource;

/** What a master that follows shows, and how it says whether it is well. */
@Timeout(120)
class FollowingTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private SeveralMasters cluster;
    private SeveralMasters.Node leader;
    private SeveralMasters.Node follower;

    @BeforeEach
    void start() throws Exception {
        cluster = new SeveralMasters();
        leader = cluster.node("a");
        follower = cluster.node("b");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private String write(String name) {
        return leader.admin()
                .post(MAPS, "{metadata: {name: " + name + "}}")
                .expect(201)
                .at("/metadata/resourceVersion")
                .asString();
    }

    @Test
    void a_read_that_names_no_revision_waits_for_all_that_was_acknowledged() {
        follower.store.hold(true);
        write("m");

        var cached = follower.admin().get(MAPS + "/m?resourceVersion=0");
        CompletableFuture<Client.Answer> get = CompletableFuture.supplyAsync(() -> follower.admin().get(MAPS + "/m"));
        CompletableFuture<Client.Answer> list = CompletableFuture.supplyAsync(() -> follower.admin().get(MAPS));
        follower.store.hold(false);

        assertThat(cached.status()).isEqualTo(404);
        get.join().expect(200);
        assertThat(list.join().text()).contains("\"m\"");
    }

    @Test
    void a_read_of_a_revision_that_is_still_to_come_waits_for_it() {
        follower.store.hold(true);
        String revision = write("m");

        CompletableFuture<Client.Answer> get = CompletableFuture.supplyAsync(
                () -> follower.admin().get(MAPS + "/m?resourceVersion=" + revision));
        CompletableFuture<Client.Answer> exact = CompletableFuture.supplyAsync(() -> follower.admin()
                .get(MAPS + "?resourceVersionMatch=Exact&resourceVersion=" + revision));
        follower.store.hold(false);

        get.join().expect(200);
        exact.join().expect(200);
    }

    @Test
    void a_revision_that_does_not_come_is_too_large_in_the_end() {
        String future = Long.toString(follower.store.revision().value() + 1000);

        follower.admin().get(MAPS + "?resourceVersion=" + future).refused(504, "Timeout", "Too large resource version");
        leader.admin().get(MAPS + "?resourceVersion=" + future).refused(504, "Timeout", "Too large resource version");
    }

    @Test
    void a_watch_goes_on_where_another_master_left_off() throws Exception {
        follower.store.hold(true);
        String revision = write("before");

        CompletableFuture<FrameSource> watch = CompletableFuture.supplyAsync(
                () -> follower.admin().watch(MAPS + "?watch=true&resourceVersion=" + revision));
        follower.store.hold(false);
        try (FrameSource events = watch.join()) {
            write("after");
            WatchReader reader = new WatchReader(events);
            assertThat(reader.next().at("/object/metadata/name").asString()).isEqualTo("after");
        }
    }

    @Test
    void while_nobody_can_say_what_is_newest_only_old_states_are_shown() {
        write("m");
        cluster.lead(null, 0);

        var refused = follower.admin().get(MAPS + "/m");

        refused.refused(503, "ServiceUnavailable", "current");
        assertThat(refused.headers()).containsEntry("Retry-After", "1");
        follower.admin().get(MAPS + "/m?resourceVersion=0").expect(200);
    }

    @Test
    void it_is_ready_while_it_follows_and_is_up_to_date() {
        Client probe = follower.admin();

        assertThat(probe.get("/readyz").status()).isEqualTo(200);
        cluster.masters.trouble("b", "it is far behind");
        assertThat(probe.get("/readyz").status()).isEqualTo(500);
        assertThat(probe.get("/livez").status()).isEqualTo(200);
        cluster.masters.trouble("b", null);
        cluster.lead(null, 0);
        assertThat(probe.get("/readyz").status()).isEqualTo(500);
    }

    @Test
    void it_is_not_ready_while_its_database_fails() {
        follower.store.fault("the disk is full");

        RunningControllers.eventually("it is not ready", () -> follower.admin().get("/readyz").status() == 500);
        assertThat(follower.admin().get("/livez").status()).isEqualTo(200);
        follower.store.fault(null);

        RunningControllers.eventually("it is ready again", () -> follower.admin().get("/readyz").status() == 200);
    }

    @Test
    void its_components_work_exactly_while_it_leads_however_often_that_changes() {
        for (int epoch = 2; epoch < 8; epoch += 2) {
            cluster.lead("b", epoch);
            RunningControllers.eventually("b works", follower.server::leading);
            assertThat(leader.server.leading()).isFalse();
            assertThat(follower.admin().get("/readyz").status()).isEqualTo(200);

            cluster.lead("a", epoch + 1);
            RunningControllers.eventually("a works", leader.server::leading);
            assertThat(follower.server.leading()).isFalse();
        }
        follower.admin().post(MAPS, "{metadata: {name: m}}").expect(201);
    }

    @Test
    void the_kubernetes_service_leads_to_the_masters_that_are_well() {
        String endpoints = "/api/v1/namespaces/default/endpoints/kubernetes";

        assertThat(follower.admin().get(endpoints).expect(200).path("subsets")).hasSize(2);
        cluster.masters.trouble("b", "it does not answer");
        RunningControllers.eventually(
                "b is taken out",
                () -> leader.admin().get(endpoints).expect(200).path("subsets").size() == 1);
        cluster.masters.trouble("b", null);
        RunningControllers.eventually(
                "b is back",
                () -> leader.admin().get(endpoints).expect(200).path("subsets").size() == 2);
    }
}
