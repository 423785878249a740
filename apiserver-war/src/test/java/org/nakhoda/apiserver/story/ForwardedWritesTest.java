package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.protobuf.ProtobufDecoder;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.ForwardedCaller;
import org.nakhoda.apiserver.authn.UserInfo;

/** What a client of a master that follows sees of its writes. */
@Timeout(120)
class ForwardedWritesTest {
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

    @Test
    void a_write_is_done_by_the_leader_and_seen_at_the_follower() {
        Client client = follower.admin();

        client.post(MAPS, "{metadata: {name: m}, data: {k: v}}").expect(201);
        client.merge(MAPS + "/m", "{data: {k: w}}").expect(200);

        assertThat(client.get(MAPS + "/m").expect(200).at("/data/k").asString()).isEqualTo("w");
        assertThat(leader.asked).contains("POST " + MAPS, "PATCH " + MAPS + "/m");
        client.delete(MAPS + "/m").expect(200);
        client.get(MAPS + "/m").refused(404, "NotFound");
        assertThat(client.get("/metrics").text()).contains("nakhoda_forwarded_writes_total{outcome=\"answered\"} 3.0");
    }

    @Test
    void the_leaders_answer_comes_back_as_it_is() {
        Client client = follower.admin();
        client.post(MAPS, "{metadata: {name: m}}").expect(201);

        client.post(MAPS, "{metadata: {name: m}}").refused(409, "AlreadyExists", "\"m\" already exists");
        var warned = client.send(
                "POST",
                MAPS + "?fieldValidation=Warn",
                Map.of("content-type", "application/json", "accept", ProtobufDecoder.MEDIA_TYPE),
                "{\"metadata\":{\"name\":\"p\"},\"unknown\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThat(warned.status()).isEqualTo(201);
        assertThat(warned.text()).startsWith("k8s");
        assertThat(warned.headers().keySet()).anyMatch(name -> name.equalsIgnoreCase("Warning"));
    }

    @Test
    void the_caller_stays_who_it_is_however_it_is_called() throws Exception {
        String odd = "Jörg, of \"the\" sea";
        UserInfo caller =
                new UserInfo(odd, "u1", java.util.Set.of("a,b", "c"), Map.of("Key", java.util.List.of("x, y")));
        Client client = new Client(
                request -> follower.server.handle(request),
                new Credentials(SeveralMasters.certificate("CN=admin2,O=system:masters", "ca"), null, caller));

        var refused = client.post(MAPS, "{metadata: {name: m}}");

        refused.refused(403, "Forbidden", odd);
        assertThat(leader.asked).contains("POST " + MAPS);
    }

    @Test
    void nobody_but_a_master_is_believed_to_call_for_somebody() throws Exception {
        String everybody =
                ForwardedCaller.encoded(new UserInfo("root", "", java.util.Set.of(UserInfo.GROUP_MASTERS), Map.of()));

        var liar = leader.client(
                new Credentials(SeveralMasters.certificate("CN=nakhoda:master:a", "ca"), null, null, everybody));
        var stranger = leader.client(new Credentials(
                SeveralMasters.certificate("CN=admin,O=system:masters", "masters-ca"), null, null, everybody));
        var nobody = leader.client(new Credentials(null, null, null, everybody));
        var master = leader.client(new Credentials(follower.certificate, null, null, everybody));

        liar.post(MAPS, "{metadata: {name: m}}").refused(403, "Forbidden", "nakhoda:master:a");
        stranger.post(MAPS, "{metadata: {name: m}}").refused(401, "Unauthorized");
        nobody.post(MAPS, "{metadata: {name: m}}").refused(401, "Unauthorized");
        master.post(MAPS, "{metadata: {name: m}}").expect(201);
    }

    @Test
    void a_master_that_calls_for_nobody_may_do_nothing() {
        leader.client(new Credentials(follower.certificate, null))
                .post(MAPS, "{metadata: {name: m}}")
                .refused(403, "Forbidden", "nakhoda:master:b");
    }

    @Test
    void a_forwarded_request_is_not_forwarded_again() {
        cluster.lead("a", 2);
        cluster.masters.leader("b"); // a believes so; b knows better
        leader.store.lead(null);

        var answer = follower.client(new Credentials(
                        leader.certificate,
                        null,
                        null,
                        ForwardedCaller.encoded(new UserInfo("x", "", java.util.Set.of(), Map.of()))))
                .post(MAPS, "{metadata: {name: m}}");

        answer.refused(503, "ServiceUnavailable", "does not lead");
        assertThat(answer.headers()).containsEntry("Retry-After", "1");
        assertThat(leader.asked).isEmpty();
    }

    @Test
    void while_nobody_leads_a_write_is_refused_after_a_while() {
        cluster.lead(null, 0);

        var answer = follower.admin().post(MAPS, "{metadata: {name: m}}");

        answer.refused(503, "ServiceUnavailable", "no master leads", "not done");
        assertThat(answer.headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void a_write_waits_for_the_next_leader_wherever_it_is() throws Exception {
        cluster.lead(null, 0);
        CompletableFuture<Client.Answer> there =
                CompletableFuture.supplyAsync(() -> follower.admin().post(MAPS, "{metadata: {name: there}}"));
        CompletableFuture<Client.Answer> here =
                CompletableFuture.supplyAsync(() -> leader.admin().post(MAPS, "{metadata: {name: here}}"));

        cluster.lead("a", 2);

        there.get().expect(201);
        here.get().expect(201);
    }

    @Test
    void a_leader_that_is_not_there_any_more_is_waited_for() {
        leader.disconnect();

        var answer = follower.admin().post(MAPS, "{metadata: {name: m}}");

        answer.refused(503, "ServiceUnavailable", "cannot be reached");
    }

    @Test
    void a_leader_that_is_deposed_before_it_has_written_is_asked_no_more_and_the_next_one_is() {
        leader.way = () -> {
            leader.way = () -> {};
            cluster.lead("b", 2);
        };

        follower.admin().post(MAPS, "{metadata: {name: m}}").expect(201);

        assertThat(follower.admin().get(MAPS + "/m").status()).isEqualTo(200);
        assertThat(leader.asked).contains("POST " + MAPS);
    }

    @Test
    void a_write_that_the_store_refuses_because_it_has_just_ceased_to_lead_goes_to_the_next_leader() {
        leader.store.beforeCommit(() -> cluster.lead("b", 2));
        leader.admin().post(MAPS, "{metadata: {name: own}}").expect(201);
        assertThat(follower.asked).contains("POST " + MAPS);

        follower.store.beforeCommit(() -> cluster.lead("a", 3));
        leader.admin().post(MAPS, "{metadata: {name: sent}}").expect(201);
        assertThat(follower.admin().get(MAPS + "/sent").status()).isEqualTo(200);
    }

    @Test
    void a_write_of_several_steps_is_not_begun_anew_by_another_leader() {
        leader.admin().post(MAPS, "{metadata: {name: m}}").expect(201);
        leader.store.beforeCommit(() -> cluster.lead("b", 2));

        leader.admin().delete(MAPS).refused(503, "ServiceUnavailable", "does not lead");

        assertThat(follower.asked).doesNotContain("DELETE " + MAPS);
    }

    @Test
    void of_a_leader_that_falls_silent_nobody_knows_what_it_did() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        leader.way = () -> {
            arrived.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        CompletableFuture<Client.Answer> answer =
                CompletableFuture.supplyAsync(() -> follower.admin().post(MAPS, "{metadata: {name: m}}"));
        arrived.await();

        cluster.lead("b", 2);

        answer.get().refused(504, "Timeout", "may or may not be done");
        never.countDown();
    }

    @Test
    void what_writes_nothing_is_answered_here() {
        Client client = follower.admin();
        leader.asked.clear();

        client.get(MAPS).expect(200);
        client.post(
                        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                        "{spec: {resourceAttributes: {verb: get, resource: pods}}}")
                .expect(201);

        assertThat(leader.asked).isEmpty();
    }

    @Test
    void a_part_of_this_process_writes_here_or_not_at_all() {
        leader.asked.clear();

        var refused = new Client(follower.server::handle).post(MAPS, "{metadata: {name: m}}");

        refused.refused(503, "ServiceUnavailable", "does not lead");
        assertThat(leader.asked).isEmpty();
        assertThat(Json.parse(refused.bytes()).at("/details/retryAfterSeconds").asInt())
                .isEqualTo(1);
    }
}
