package org.nakhoda.dist.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.settings.Setting;
import org.nakhoda.dist.cluster.Failure;

class RootCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream originalOut = System.out;
    private final PrintStream originalErr = System.err;

    @TempDir
    Path directory;

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(originalOut);
        System.setErr(originalErr);
    }

    @Test
    void everySettingIsAnOption() {
        RootCommand.execute("up", "--help");

        for (Setting setting : Setting.values()) {
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("--" + setting.key());
        }
    }

    @Test
    void wrongSettingsEndWithTwoAndEveryFault() {
        int code = RootCommand.execute(
                "up",
                "--data-dir",
                directory.toString(),
                "--api-port",
                "0",
                "--cluster-cidr",
                "x",
                "--log-level",
                "LOUD");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("api-port: ", "cluster-cidr: ", "log-level: ");
    }

    @Test
    void anUnknownOptionEndsWithTwo() {
        assertThat(RootCommand.execute("up", "--no-such-thing")).isEqualTo(2);
    }

    @Test
    void askingForWhatIsNotThereSaysWhatToDo() {
        int code = RootCommand.execute("kubeconfig", "--data-dir", directory.toString());

        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nakhoda up");
    }

    @Test
    void joiningAsANodeIsNotThereAndSaysSo() {
        int code = RootCommand.execute(
                "join", "--token", "a", "--ca-hash", "b", "https://127.0.0.1:1", "--data-dir", directory.toString());

        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("as a node only is not there yet");
    }

    @Test
    void joiningTakesEverySettingAndNeedsTokenAndHash() {
        RootCommand.execute("join", "--help");
        for (Setting setting : Setting.values()) {
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("--" + setting.key());
        }

        assertThat(RootCommand.execute("join", "https://127.0.0.1:1", "--control-plane"))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--token", "--ca-hash");
    }

    @Test
    void aSettingCountsBeforeAndAfterTheNameOfASubcommand() {
        assertThat(RootCommand.execute("token", "--data-dir", directory.toString(), "list"))
                .isEqualTo(1);
        assertThat(RootCommand.execute("masters", "transfer", "two", "--data-dir", directory.toString()))
                .isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                .contains("no cluster was started in " + directory));
    }

    @Test
    void theUrlOfAMasterMayLeaveOutWhatIsUsual() throws Exception {
        assertThat(JoinCommand.url("one")).hasToString("https://one:6443");
        assertThat(JoinCommand.url("https://10.0.0.1:7443/")).hasToString("https://10.0.0.1:7443");
        for (String wrong : new String[] {"http://one:6443", "https://one/api", "not a host"}) {
            assertThatThrownBy(() -> JoinCommand.url(wrong)).as(wrong).isInstanceOf(Failure.class);
        }
    }

    @Test
    void aClusterThatWasNeverStartedHasNoStatus() {
        assertThat(RootCommand.execute("status", "--data-dir", directory.toString()))
                .isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("no cluster was started");
    }

    @Test
    void whatTheMachineRefusesIsToldInALine() {
        assertThat(RootCommand.explain(new AccessDeniedException("/data/pki")))
                .startsWith("nakhoda: /data/pki: permission denied");
        assertThat(RootCommand.explain(new NoSuchFileException("/data/pki/ca.crt")))
                .isEqualTo("nakhoda: /data/pki/ca.crt: there is no such file");
        assertThat(RootCommand.explain(new IOException("the disk is full"))).isEqualTo("nakhoda: the disk is full");
        assertThat(RootCommand.explain(new IOException())).isEqualTo("nakhoda: java.io.IOException");
    }
}
