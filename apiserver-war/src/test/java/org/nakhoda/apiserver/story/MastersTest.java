package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.db.masters.Masters.Happening;
import tools.jackson.databind.JsonNode;

/** The masters as a resource, and how one more comes among them. */
@Timeout(120)
class MastersTest {
    private static final String MASTERS = "/apis/nakhoda.org/v1/masters";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final String TOKEN = "abcdef.0123456789abcdef";
    private static final String JOIN = "{apiVersion: nakhoda.org/v1, kind: MasterJoin, spec: {address: 10.0.0.3,"
            + " apiPort: 6443, peerPort: 6444, raftPort: 6445, databasePort: 6446, version: VERSION}}";

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
    void they_are_shown_by_every_master() {
        cluster.masters.trouble("b", "it is behind");

        JsonNode list = follower.admin().get(MASTERS).expect(200);
        JsonNode one = follower.admin().get(MASTERS + "/b").expect(200);

        assertThat(list.path("kind").asString()).isEqualTo("MasterList");
        assertThat(list.path("items")).hasSize(2);
        assertThat(one.path("kind").asString()).isEqualTo("Master");
        assertThat(one.at("/spec/address").asString()).isEqualTo("127.0.0.1");
        assertThat(one.at("/status/role").asString()).isEqualTo("Follower");
        assertThat(one.at("/status/lagBytes").asLong()).isEqualTo(4096);
        assertThat(one.at("/status/lastContactSeconds").asDouble()).isEqualTo(0.25);
        assertThat(one.at("/status/trouble").asString()).isEqualTo("it is behind");
        follower.admin().get(MASTERS + "/x").refused(404, "NotFound");
        follower.admin().get(MASTERS + "?watch=true").refused(405, "MethodNotAllowed");
    }

    @Test
    void as_a_table_they_have_telling_columns() {
        JsonNode table = leader.admin().get(MASTERS, TABLE).expect(200);

        assertThat(table.path("columnDefinitions"))
                .extracting(column -> column.path("name").asString())
                .containsExactly("Name", "Role", "Primary", "Epoch", "Lag", "Contact", "Address", "Trouble");
        assertThat(table.at("/rows/1/cells"))
                .extracting(JsonNode::asString)
                .startsWith("b", "Follower", "no", "7", "4096")
                .endsWith("<none>");
    }

    @Test
    void the_leader_is_told_to_go_by_whichever_master_is_asked() {
        follower.admin().post(MASTERS + "/b/transfer?dryRun=All", "{}").expect(201);
        follower.admin().post(MASTERS + "/b/transfer", "{}").expect(201);
        follower.admin().delete(MASTERS + "/b?dryRun=All").expect(200);
        follower.admin().delete(MASTERS + "/b").expect(200);

        assertThat(cluster.masters.orders()).containsExactly("transfer b", "remove b");
        follower.admin().delete(MASTERS + "/x").refused(404, "NotFound");
        new Client(follower.server::handle).delete(MASTERS + "/b").refused(503, "ServiceUnavailable", "does not lead");
    }

    @Test
    void a_new_one_gets_in_by_a_token_and_is_told_all_it_needs() throws IOException {
        keys();
        token(TOKEN, "system:bootstrappers:nakhoda:masters", null);
        Client joiner = follower.client(new Credentials(null, TOKEN));

        JsonNode status = joiner.post(MASTERS + "/c/join", JOIN.replace("VERSION", "0.1.9"))
                .expect(201)
                .path("status");

        assertThat(cluster.masters.orders()).containsExactly("admit c");
        assertThat(status.path("group").asString()).hasSize(36);
        assertThat(status.path("members"))
                .extracting(member -> member.path("name").asString())
                .containsExactly("a", "b", "c");
        assertThat(status.at("/settings/service-cidr").asString()).isEqualTo("10.96.0.0/16");
        assertThat(status.at("/settings/node-port-range").asString()).isEqualTo("30000-32767");
        assertThat(status.path("files").propertyNames())
                .contains("pki/ca.key", "pki/sa.pub", "pki/masters-ca.key", "postgres/password");
        assertThat(status.path("files").path("pki/ca.key").asString()).isEqualTo("secret of pki/ca.key");
    }

    @Test
    void one_of_another_version_or_without_an_address_is_refused_with_words() throws IOException {
        keys();
        Client admin = leader.admin();

        admin.post(MASTERS + "/c/join", JOIN.replace("VERSION", "0.2.0"))
                .refused(409, "Conflict", "run version 0.1", "runs version 0.2.0");
        admin.post(MASTERS + "/c/join", JOIN.replace("VERSION", "0.1.0").replace("10.0.0.3", "\"\""))
                .refused(422, "Invalid", "spec.address");
        admin.post(MASTERS + "/c/join", JOIN.replace("VERSION", "0.1.0").replace("6444", "70000"))
                .refused(422, "Invalid", "spec.peerPort");
        assertThat(cluster.masters.orders()).isEmpty();
    }

    @Test
    void a_joiners_token_is_good_for_nothing_else() {
        token(TOKEN, "system:bootstrappers:nakhoda:masters", null);
        Client joiner = leader.client(new Credentials(null, TOKEN));

        joiner.get("/api/v1/namespaces/kube-system/secrets").refused(403, "Forbidden", "system:bootstrap:abcdef");
        joiner.get(MASTERS).refused(403, "Forbidden");
        joiner.delete(MASTERS + "/b").refused(403, "Forbidden");
        joiner.post(MASTERS + "/b/transfer", "{}").refused(403, "Forbidden");
    }

    @Test
    void a_token_is_refused_that_is_wrong_or_over_or_for_something_else() {
        String later = Instant.now().plus(1, ChronoUnit.HOURS).toString();
        token("aaaaaa.0123456789abcdef", "system:bootstrappers:nakhoda:masters", later);
        token("bbbbbb.0123456789abcdef", "system:masters", later);
        token("cccccc.0123456789abcdef", "", "2020-01-01T00:00:00Z");

        assertThat(discovery("aaaaaa.0123456789abcdef")).isEqualTo(200);
        assertThat(discovery("aaaaaa.0123456789abcdee")).isEqualTo(401);
        assertThat(discovery("bbbbbb.0123456789abcdef")).isEqualTo(401);
        assertThat(discovery("cccccc.0123456789abcdef")).isEqualTo(401);
        assertThat(discovery("dddddd.0123456789abcdef")).isEqualTo(401);
    }

    @Test
    void a_token_goes_when_its_time_is_over() {
        token(TOKEN, "", "2020-01-01T00:00:00Z");
        String secret = "/api/v1/namespaces/kube-system/secrets/bootstrap-token-abcdef";

        cluster.lead("b", 2);

        RunningControllers.eventually(
                "the token is deleted", () -> follower.admin().get(secret).status() == 404);
    }

    @Test
    void what_happens_among_them_is_an_event() {
        String events = "/api/v1/namespaces/default/events?fieldSelector=involvedObject.kind=Master";

        cluster.masters.happens(new Happening("MasterSilent", "master b does not answer", "b", true));

        RunningControllers.eventually(
                "the event is written",
                () -> leader.admin().get(events).expect(200).path("items").size() == 1);
        JsonNode event = leader.admin().get(events).expect(200).path("items").get(0);
        assertThat(event.path("reason").asString()).isEqualTo("MasterSilent");
        assertThat(event.path("type").asString()).isEqualTo("Warning");
        assertThat(event.at("/involvedObject/name").asString()).isEqualTo("b");
    }

    @Test
    void the_metrics_tell_how_far_each_is() {
        String text = leader.admin().get("/metrics").text();

        assertThat(text.lines().toList())
                .contains(
                        "nakhoda_master_role{role=\"leader\"} 1.0",
                        "nakhoda_master_role{role=\"follower\"} 0.0",
                        "nakhoda_master_lag_bytes{member=\"b\"} 4096.0",
                        "nakhoda_master_contact_seconds{member=\"b\"} 0.25",
                        "nakhoda_master_epoch{member=\"a\"} 7.0");
    }

    private int discovery(String token) {
        return leader.client(new Credentials(null, token)).get("/api").status();
    }

    private void token(String token, String groups, String end) {
        String[] parts = token.split("\\.");
        leader.admin()
                .post(
                        "/api/v1/namespaces/kube-system/secrets",
                        "{metadata: {name: bootstrap-token-" + parts[0] + "}, type: bootstrap.kubernetes.io/token, data: {"
                                + "token-id: " + base64(parts[0]) + ", token-secret: " + base64(parts[1])
                                + ", usage-bootstrap-authentication: " + base64("true")
                                + (groups.isEmpty() ? "" : ", auth-extra-groups: " + base64(groups))
                                + (end == null ? "" : ", expiration: " + base64(end)) + "}}")
                .expect(201);
    }

    private static String base64(String text) {
        return "'" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "'";
    }

    private void keys() throws IOException {
        Files.createDirectories(leader.folder().resolve("postgres"));
        for (String file : List.of("pki/ca.key", "pki/sa.key", "pki/sa.pub", "pki/masters-ca.key", "postgres/password")) {
            Path path = leader.folder().resolve(file);
            Files.writeString(path, "secret of " + file);
        }
    }
}
