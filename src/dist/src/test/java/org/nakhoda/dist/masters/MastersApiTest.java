package org.nakhoda.dist.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.settings.SettingsFile;

class MastersApiTest {
    private static final String MASTERS = "/apis/nakhoda.org/v1/masters";
    static final String LIST = """
            {"kind":"MasterList","items":[
             {"metadata":{"name":"one"},"spec":{"address":"10.0.0.1","apiPort":6443},
              "status":{"role":"Leader","primary":true,"epoch":7}},
             {"metadata":{"name":"two"},"spec":{"address":"10.0.0.2","apiPort":7443},
              "status":{"role":"Follower","primary":false,"synchronous":true,"epoch":7,"lagBytes":1536,
              "lastContactSeconds":0.25}},
             {"metadata":{"name":"three"},"spec":{"address":"10.0.0.3","apiPort":6443},
              "status":{"role":"Learner","primary":false,"synchronous":false,"epoch":6,"trouble":"its database is new"}}]}
            """;

    @TempDir
    Path directory;

    private SpeakingServer server;
    private Layout layout;

    @BeforeEach
    void start() throws Exception {
        server = new SpeakingServer(directory);
        layout = new Layout(directory);
        ownServerAt(server.uri().getPort());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theTableSaysWhoLeadsAndHowFarTheOthersAre() throws Exception {
        server.says("GET " + MASTERS, 200, LIST);

        List<String> lines = MastersApi.of(layout).table().lines().toList();

        assertThat(lines.get(0).split(" +"))
                .containsExactly("NAME", "ROLE", "PRIMARY", "EPOCH", "LAG", "CONTACT", "ADDRESS", "TROUBLE");
        assertThat(lines.get(1).split(" +"))
                .containsExactly("one", "Leader", "yes", "7", "-", "-", "10.0.0.1:6443", "-");
        assertThat(lines.get(2).split(" +"))
                .containsExactly("two", "Follower", "sync", "7", "1.5", "KiB", "0.3", "s", "10.0.0.2:7443", "-");
        assertThat(lines.get(3)).contains("three", "Learner").endsWith("10.0.0.3:6443            its database is new");
        assertThat(server.asked().get(0).client()).contains("CN=kubernetes-admin,O=system:masters");
    }

    @Test
    void anotherMasterIsAskedWhereTheOwnOneDoesNotAnswer() throws Exception {
        server.says("GET " + MASTERS, 200, LIST);
        ownServerAt(closedPort());
        Files.createDirectory(layout.masters());
        GroupFile.of(layout)
                .write(
                        SpeakingServer.GROUP,
                        List.of(
                                new MasterAddress("mine", "127.0.0.1", 1, 2, 3, 4),
                                new MasterAddress(
                                        "one", "127.0.0.1", server.uri().getPort(), 2, 3, 4)));

        assertThat(MastersApi.of(layout).list()).hasSize(3);
    }

    @Test
    void whatOneMasterToldIsKnownWhenItDoesNotAnswer() throws Exception {
        Files.createDirectory(layout.masters());
        Files.writeString(
                layout.masters().resolve("group.properties"), "group=" + SpeakingServer.GROUP + "\nfounder=true\n");
        server.says(
                "GET " + MASTERS,
                200,
                LIST.replace(
                        "\"10.0.0.2\",\"apiPort\":7443",
                        "\"127.0.0.1\",\"apiPort\":" + server.uri().getPort()));
        MastersApi.of(layout).list();
        ownServerAt(closedPort());

        assertThat(GroupFile.of(layout).apiServers()).containsEntry("two", server.uri());
        assertThat(layout.masters().resolve("group.properties")).content().contains("founder=true");
    }

    @Test
    void aMemberWithoutAnApiPortHasItBeforeItsPeerPort() throws Exception {
        server.says("GET " + MASTERS, 200, LIST);
        ownServerAt(closedPort());
        Files.createDirectory(layout.masters());
        Files.writeString(
                layout.masters().resolve("group.properties"),
                "group=" + SpeakingServer.GROUP + "\nmember.one=127.0.0.1:"
                        + (server.uri().getPort() + 1));

        assertThat(MastersApi.of(layout).list()).hasSize(3);
    }

    @Test
    void whereNobodyAnswersEachIsNamed() throws Exception {
        int closed = closedPort();
        ownServerAt(closed);

        assertThatThrownBy(() -> MastersApi.of(layout).list())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no master answers")
                .hasMessageContaining("https://127.0.0.1:" + closed + ": cannot be reached");
    }

    @Test
    void leadershipGoesToWhoIsNamed() throws Exception {
        server.says("POST " + MASTERS + "/two/transfer", 200, "{}");

        MastersApi.of(layout).transfer("two");

        assertThat(server.askedFor()).containsExactly("POST " + MASTERS + "/two/transfer");
    }

    @Test
    void aMasterIsRemovedByItsName() throws Exception {
        server.says("DELETE " + MASTERS + "/three", 200, "{}");

        MastersApi.of(layout).remove("three");

        assertThat(server.askedFor()).containsExactly("DELETE " + MASTERS + "/three");
    }

    @Test
    void whatTheServerRefusesIsSaidInItsWords() throws Exception {
        server.says("DELETE " + MASTERS + "/two", 409, SpeakingServer.status("too few would be left alive"));

        assertThatThrownBy(() -> MastersApi.of(layout).remove("two"))
                .isInstanceOf(Failure.class)
                .hasMessage("too few would be left alive");
    }

    @Test
    void aFolderWithoutAClusterHasNoMasters() {
        assertThatThrownBy(() -> MastersApi.of(new Layout(directory.resolve("empty"))))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("nakhoda up");
    }

    private void ownServerAt(int port) throws Exception {
        Files.createDirectories(layout.run());
        SettingsFile.write(
                layout.settingsFile(),
                Settings.of(Map.of(
                        "data-dir", directory.toString(),
                        "node-name", "mine",
                        "node-address", "127.0.0.1",
                        "api-address", "127.0.0.1",
                        "api-port", Integer.toString(port))));
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
