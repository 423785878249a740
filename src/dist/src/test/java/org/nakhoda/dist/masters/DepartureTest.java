package org.nakhoda.dist.masters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.ClusterProcesses;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.cluster.Stop;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.process.PidFile;
import org.nakhoda.dist.process.ProcessRef;
import org.nakhoda.dist.progress.Progress;
import org.nakhoda.dist.settings.SettingsFile;

class DepartureTest {
    private static final String MASTERS = "/apis/nakhoda.org/v1/masters";
    private static final String TRANSFER = "POST " + MASTERS + "/two/transfer";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Progress progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), false);
    private SpeakingServer server;
    private Layout layout;
    private Process master;

    @BeforeEach
    void start() throws Exception {
        server = new SpeakingServer(directory);
        layout = new Layout(directory);
        master = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void stop() {
        server.close();
        progress.close();
        master.destroyForcibly();
    }

    @Test
    void whoLeadsHandsOverBeforeItStops() throws Exception {
        server.says("GET " + MASTERS, 200, MastersApiTest.LIST).says(TRANSFER, 200, "{}");
        running("one");
        Files.createDirectory(layout.masters());

        assertThat(down(false)).isEmpty();

        assertThat(server.askedFor()).containsExactly("GET " + MASTERS, TRANSFER);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("leadership: handed to two");
        assertThat(master.waitFor()).isNotZero();
    }

    @Test
    void whoFollowsJustStops() throws Exception {
        server.says("GET " + MASTERS, 200, MastersApiTest.LIST);
        running("two");
        Files.createDirectory(layout.masters());

        assertThat(down(false)).isEmpty();

        assertThat(server.askedFor()).containsExactly("GET " + MASTERS);
    }

    @Test
    void whoIsAloneAsksNobody() throws Exception {
        running("one");

        assertThat(down(false)).isEmpty();

        assertThat(server.asked()).isEmpty();
    }

    @Test
    void aHandOverThatIsRefusedDoesNotKeepItFromStopping() throws Exception {
        server.says("GET " + MASTERS, 200, MastersApiTest.LIST)
                .says(TRANSFER, 409, SpeakingServer.status("two is not up to date"));
        running("one");
        Files.createDirectory(layout.masters());

        assertThat(down(false)).isEmpty();

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("leadership is not handed over: two is not up to date");
        assertThat(master.waitFor()).isNotZero();
    }

    @Test
    void whoForgetsItsDataIsToldThatTheOthersDoNot() throws Exception {
        server.says("GET " + MASTERS, 200, MastersApiTest.LIST);
        running("two");
        Files.createDirectory(layout.masters());

        assertThat(down(true)).isEmpty();

        assertThat(directory).doesNotExist();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("nakhoda masters remove two");
    }

    @Test
    void theSuccessorIsWhoConfirmsCommitsAndLacksLeast() {
        MasterEntry far = entry("far", true, 500, "");
        MasterEntry near = entry("near", true, 0, "");
        MasterEntry asynchronous = entry("asynchronous", false, 0, "");
        MasterEntry troubled = entry("troubled", true, 0, "cannot be reached");

        assertThat(Departure.successor("one", List.of(far, troubled, asynchronous, near)))
                .contains(near);
        assertThat(Departure.successor("near", List.of(near))).isEmpty();
    }

    private static MasterEntry entry(String name, boolean synchronous, long lag, String trouble) {
        return new MasterEntry(
                name,
                "10.0.0.1",
                6443,
                "Follower",
                false,
                synchronous,
                1,
                java.util.OptionalLong.of(lag),
                java.util.Optional.empty(),
                trouble);
    }

    private void running(String name) throws Exception {
        Files.createDirectories(layout.run());
        SettingsFile.write(
                layout.settingsFile(),
                Settings.of(Map.of(
                        "data-dir",
                        directory.toString(),
                        "node-name",
                        name,
                        "node-address",
                        "127.0.0.1",
                        "api-address",
                        "127.0.0.1",
                        "api-port",
                        Integer.toString(server.uri().getPort()),
                        "control-plane-only",
                        "true")));
        new PidFile(layout.run(), ClusterProcesses.MASTER)
                .write(ProcessRef.of(master.pid()).orElseThrow());
    }

    private List<String> down(boolean purge) throws Exception {
        return new Stop(layout, new Distribution(directory, directory), progress).run(purge);
    }
}
