package org.nakhoda.dist.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.settings.Setting;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.cluster.Start;
import org.nakhoda.dist.pki.ClusterPki;
import org.nakhoda.dist.progress.Progress;
import org.nakhoda.dist.settings.Machine;
import org.nakhoda.dist.settings.SettingsResolver;
import tools.jackson.databind.node.ObjectNode;

class JoinTest {
    private static final BootstrapToken TOKEN = new BootstrapToken("abcdef", "0123456789abcdef");
    private static final String JOIN = "POST /apis/nakhoda.org/v1/masters/two/join";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Progress progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), false);
    private SpeakingServer server;
    private Path data;

    @BeforeEach
    void start() throws Exception {
        server = new SpeakingServer(directory.resolve("one"));
        data = directory.resolve("two");
    }

    @AfterEach
    void stop() {
        server.close();
        progress.close();
    }

    @Test
    void whoIsAdmittedHasEverythingToStartAsOneOfSeveral() throws Exception {
        ObjectNode admission = server.admission("two", Map.of("cluster-cidr", "10.1.0.0/16"));
        server.says(JOIN, 201, admission.toString());

        Settings agreed = join(server.uri(), server.hash());

        assertThat(agreed.clusterCidr().toString()).isEqualTo("10.1.0.0/16");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("as in the whole cluster: cluster-cidr=10.1.0.0/16");
        for (var file : admission.at("/status/files").properties()) {
            Path written = data.resolve(file.getKey());
            assertThat(written).hasContent(file.getValue().asString());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
                    .isEqualTo("rw-------");
        }
        assertThat(data.resolve("masters/joining")).doesNotExist();
        assertThat(Files.readString(data.resolve("masters/group.properties")))
                .contains(
                        "group=" + SpeakingServer.GROUP, "member.one=127.0.0.1\\:7001", "member.two=127.0.0.1\\:7444");
    }

    @Test
    void theRequestSaysWhereTheNewMasterIsAndCarriesTheToken() throws Exception {
        server.says(JOIN, 200, server.admission("two", Map.of()).toString());

        join(server.uri(), server.hash());

        SpeakingServer.Asked asked = server.asked().get(server.asked().size() - 1);
        assertThat(asked.token()).contains("Bearer abcdef.0123456789abcdef");
        assertThat(asked.client()).isEmpty();
        assertThat(Json.parse(asked.body()).path("spec"))
                .isEqualTo(Json.parse("{\"address\":\"127.0.0.1\",\"apiPort\":7443,\"peerPort\":7444,\"raftPort\":7445,"
                        + "\"databasePort\":7446,\"version\":\"" + Distribution.VERSION + "\"}"));
    }

    @Test
    void aLaterStartNeedsNoFlagsButTheFolder() throws Exception {
        server.says(
                JOIN,
                200,
                server.admission("two", Map.of("service-cidr", "10.97.0.0/16")).toString());

        Settings agreed = join(server.uri(), server.hash());

        var machine = new Machine(false, directory, "another-name", "10.9.9.9");
        assertThat(new SettingsResolver(Map.of(), machine)
                        .resolve(Map.of(Setting.DATA_DIR, data.toString()), Optional.empty()))
                .isEqualTo(agreed);
    }

    @Test
    void ownCertificatesAreMadeFromTheAuthoritiesThatWereReceived() throws Exception {
        server.says(JOIN, 200, server.admission("two", Map.of()).toString());

        Settings agreed = join(server.uri(), server.hash());

        assertThat(new ClusterPki(data.resolve("pki"), Clock.systemUTC()).prepare(agreed))
                .contains("master", "admin", "apiserver")
                .doesNotContain("ca", "masters-ca", "front-proxy-ca", "sa");
    }

    @Test
    void whereNothingAnswersIsSaidAndNothingIsLeft() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }

        assertThatThrownBy(() -> join(URI.create("https://127.0.0.1:" + closed), server.hash()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("nothing answers at https://127.0.0.1:" + closed);
        assertThat(data).doesNotExist();
    }

    @Test
    void aServerWithoutTlsIsNoApiServer() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread greeter = new Thread(() -> {
                try (Socket caller = plain.accept()) {
                    caller.getOutputStream().write("220 no TLS here\r\n".getBytes(StandardCharsets.UTF_8));
                    caller.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            greeter.start();

            assertThatThrownBy(() -> join(URI.create("https://127.0.0.1:" + plain.getLocalPort()), server.hash()))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("is not an API server");
            greeter.join();
        }
    }

    @Test
    void aServerOfAnotherClusterIsSentNothing() throws Exception {
        AuthorityHash another = AuthorityHash.parse("sha256:" + "0a".repeat(32));

        assertThatThrownBy(() -> join(server.uri(), another))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("is not of the cluster that was meant")
                .hasMessageContaining(server.hash().toString());
        assertThat(server.asked()).isEmpty();
        assertThat(data).doesNotExist();
    }

    @Test
    void aServerIsCalledByANameThatItsCertificateStates() throws Exception {
        try (SpeakingServer elsewhere = new SpeakingServer(directory.resolve("elsewhere"), "127.0.0.2")) {
            assertThatThrownBy(() -> join(elsewhere.uri(), elsewhere.hash()))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("not for the name 127.0.0.2")
                    .hasMessageContaining("127.0.0.1");
            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @Test
    void aTokenThatIsWrongLeavesNothingBehind() throws Exception {
        server.says(JOIN, 401, SpeakingServer.status("the token has expired"));

        assertThatThrownBy(() -> join(server.uri(), server.hash()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("the token has expired")
                .hasMessageContaining("nakhoda token");
        assertThat(data.resolve("masters")).doesNotExist();
        assertThat(data.resolve("pki")).doesNotExist();
    }

    @Test
    void aTokenForSomethingElseIsToldApart() {
        server.says(JOIN, 403, SpeakingServer.status("masters.nakhoda.org is forbidden"));

        assertThatThrownBy(() -> join(server.uri(), server.hash()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("does not allow to join as a master")
                .hasMessageContaining("masters.nakhoda.org is forbidden");
    }

    @Test
    void whyAMasterIsNotAdmittedIsSaidInTheServersWords() {
        server.says(JOIN, 409, SpeakingServer.status("there is a master two at 10.0.0.9 already"));

        assertThatThrownBy(() -> join(server.uri(), server.hash()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("there is a master two at 10.0.0.9 already");
    }

    @Test
    void anotherVersionIsRefusedBeforeTheTokenIsUsed() {
        server.saysInstead("GET /version", 200, "{\"gitVersion\":\"v1.36.0+nakhoda-9.9.9\"}");

        assertThatThrownBy(() -> join(server.uri(), server.hash()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("9.9.9")
                .hasMessageContaining(Distribution.VERSION);
        assertThat(server.askedFor()).containsExactly("GET /version");
        assertThat(server.asked().get(0).token()).isEmpty();
    }

    @Test
    void aFolderWithAClusterStaysAsItIs() throws Exception {
        Files.createDirectories(data.resolve("postgres/data"));

        assertThatThrownBy(() -> join(server.uri(), server.hash()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("there is a cluster already in " + data);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void aMachineThatLacksSomethingIsNotAdmitted() {
        assertThatThrownBy(() -> new Join(settings(Map.of()), progress).run(server.uri(), TOKEN, server.hash(), () -> {
                    throw new Failure("the port is taken");
                }))
                .hasMessage("the port is taken");
        assertThat(server.askedFor()).containsExactly("GET /version");
        assertThat(data).doesNotExist();
    }

    @Test
    void anAddressThatOnlyThisMachineReachesIsNotForOthers() throws Exception {
        assertThatThrownBy(() -> join(URI.create("https://10.0.0.5:6443"), server.hash()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--node-address");
    }

    @Test
    void anApiServerThatListensForThisMachineOnlyIsNotForOthers() {
        assertThatThrownBy(() -> new Join(
                                settings(Map.of("node-address", "10.0.0.6", "api-address", "127.0.0.1")), progress)
                        .run(server.uri(), TOKEN, server.hash(), () -> {}))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--api-address");
    }

    @Test
    void anAnswerWritesNoFileThatIsNotKnown() throws Exception {
        ObjectNode admission = server.admission("two", Map.of());
        ((ObjectNode) admission.at("/status/files")).put("../stray", "content").put("pki/../../stray", "content");
        server.says(JOIN, 200, admission.toString());

        assertThatThrownBy(() -> join(server.uri(), server.hash()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("../stray");
        assertThat(directory.resolve("stray")).doesNotExist();
        assertThat(data.resolve("pki")).doesNotExist();
    }

    @Test
    void whatIsHalfDoneIsNeverStartedAndTheSameCommandFinishesIt() throws Exception {
        ObjectNode halfAnswer = server.admission("two", Map.of());
        ((ObjectNode) halfAnswer.at("/status/files")).remove("pki/sa.key");
        server.says(JOIN, 200, halfAnswer.toString());
        assertThatThrownBy(() -> join(server.uri(), server.hash())).hasMessageContaining("lacks pki/sa.key");

        assertThatThrownBy(() -> new Start(settings(Map.of()), new Distribution(directory, directory), progress).run())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("has not finished joining");

        server.saysInstead(JOIN, 200, server.admission("two", Map.of()).toString());
        join(server.uri(), server.hash());
        assertThat(data.resolve("masters/joining")).doesNotExist();
        assertThat(data.resolve("pki/sa.key")).exists();
    }

    @Test
    void aRefusalOfASecondAttemptDoesNotMakeTheFolderStartable() throws Exception {
        server.says(JOIN, 200, "{}");
        assertThatThrownBy(() -> join(server.uri(), server.hash())).isInstanceOf(Failure.class);
        server.saysInstead(JOIN, 401, SpeakingServer.status("the token has expired"));

        assertThatThrownBy(() -> join(server.uri(), server.hash())).hasMessageContaining("the token has expired");

        assertThat(data.resolve("masters/joining")).exists();
    }

    @Test
    void whoHasJoinedGoesOnWithTheSameCommandAndIsRefusedForAnotherCluster() throws Exception {
        server.says(JOIN, 200, server.admission("two", Map.of()).toString());
        join(server.uri(), server.hash());
        int asked = server.asked().size();

        Settings again = new Join(settings(Map.of("cluster-domain", "other.local")), progress)
                .run(server.uri(), TOKEN, server.hash(), () -> {});

        assertThat(again.clusterDomain()).isEqualTo("cluster.local");
        assertThat(server.asked()).hasSize(asked);
        assertThatThrownBy(() -> join(server.uri(), AuthorityHash.parse("0a".repeat(32))))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("there is a cluster already");
    }

    @Test
    void oneOfSeveralNeedsItsOtherPortsToo() throws Exception {
        try (ServerSocket peer = new ServerSocket(0)) {
            Settings settings = settings(Map.of("peer-port", Integer.toString(peer.getLocalPort())));
            Start start = new Start(settings, new Distribution(directory, directory), progress);

            assertThatThrownBy(() -> start.checkHost(true))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("--peer-port");
            start.checkHost(false);
        }
    }

    private Settings join(URI uri, AuthorityHash hash) throws Exception {
        return new Join(settings(Map.of()), progress).run(uri, TOKEN, hash, () -> {});
    }

    private Settings settings(Map<String, String> more) throws IOException {
        Map<String, String> values = new HashMap<>(Map.of(
                "data-dir", data.toString(),
                "node-name", "two",
                "node-address", "127.0.0.1",
                "api-port", "7443",
                "control-plane-only", "true"));
        values.putAll(more);
        return Settings.of(values);
    }
}
