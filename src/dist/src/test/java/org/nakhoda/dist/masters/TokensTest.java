package org.nakhoda.dist.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.json.Json;
import org.nakhoda.dist.cluster.Failure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TokensTest {
    private static final String SECRETS = "/api/v1/namespaces/kube-system/secrets";
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00.5Z");

    @TempDir
    Path directory;

    private SpeakingServer server;
    private Tokens tokens;

    @BeforeEach
    void start() throws Exception {
        server = new SpeakingServer(directory);
        tokens = new Tokens(server.uri(), server.pki(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aTokenIsASecretThatLetsJoinAsAMasterForAWhile() throws Exception {
        server.says("POST " + SECRETS, 201, "{}");

        BootstrapToken token = tokens.create(Duration.ofHours(1), "for two");

        assertThat(BootstrapToken.parse(token.toString())).isEqualTo(token);
        assertThat(server.asked().get(0).client()).contains("CN=kubernetes-admin,O=system:masters");
        JsonNode secret = Json.parse(server.asked().get(0).body());
        assertThat(secret.path("type").asString()).isEqualTo("bootstrap.kubernetes.io/token");
        assertThat(secret.at("/metadata/name").asString()).isEqualTo("bootstrap-token-" + token.id());
        assertThat(decoded(secret, "token-id")).isEqualTo(token.id());
        assertThat(decoded(secret, "token-secret")).isEqualTo(token.secret());
        assertThat(decoded(secret, "usage-bootstrap-authentication")).isEqualTo("true");
        assertThat(decoded(secret, "auth-extra-groups")).isEqualTo("system:bootstrappers:nakhoda:masters");
        assertThat(decoded(secret, "expiration")).isEqualTo("2026-11-01T01:00:00Z");
        assertThat(decoded(secret, "description")).isEqualTo("for two");
    }

    @Test
    void theListTellsWhatIsLeftAndNoSecret() throws Exception {
        ObjectNode list = Json.object();
        var items = list.putArray("items");
        items.add(new BootstrapToken("aaaaaa", "0123456789abcdef").asSecret(NOW.plusSeconds(5400), "soon"));
        items.add(new BootstrapToken("bbbbbb", "0123456789abcdef").asSecret(NOW.minusSeconds(5), "gone"));
        server.says("GET " + SECRETS + "?fieldSelector=type%3Dbootstrap.kubernetes.io%2Ftoken", 200, list.toString());

        String table = tokens.table();

        assertThat(table)
                .contains("aaaaaa", "1h29m", "soon", "bbbbbb", "expired")
                .doesNotContain("0123456789abcdef");
    }

    @Test
    void aTokenIsDeletedByItsIdOrAsAWhole() throws Exception {
        server.says("DELETE " + SECRETS + "/bootstrap-token-aaaaaa", 200, "{}");

        tokens.delete("aaaaaa");
        tokens.delete("aaaaaa.0123456789abcdef");

        assertThat(server.askedFor()).hasSize(2);
        assertThatThrownBy(() -> tokens.delete("../x")).isInstanceOf(Failure.class);
        assertThat(server.askedFor()).hasSize(2);
    }

    @Test
    void lifetimesAreWrittenAsInKubernetes() throws Exception {
        assertThat(Tokens.lifetime("1h30m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(Tokens.lifetime("2d")).isEqualTo(Duration.ofDays(2));
        for (String wrong : new String[] {"", "0", "0h", "-1h", "1 h", "soon"}) {
            assertThatThrownBy(() -> Tokens.lifetime(wrong)).as(wrong).isInstanceOf(Failure.class);
        }
    }

    @Test
    void aTokenOfTheWrongFormIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> BootstrapToken.parse("secret-in-the-wrong-form"))
                .isInstanceOf(Failure.class)
                .hasMessageNotContaining("secret-in");
    }

    private static String decoded(JsonNode secret, String key) {
        return new String(Base64.getDecoder().decode(secret.at("/data/" + key).asString()), StandardCharsets.UTF_8);
    }
}
