package org.nakhoda.dist.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.settings.InvalidSettingsException;
import org.nakhoda.api.settings.Setting;
import org.nakhoda.api.settings.Settings;

class SettingsResolverTest {
    @TempDir
    Path home;

    private Machine machine;

    @BeforeEach
    void machine() {
        machine = new Machine(false, home, "ship-1", "10.0.0.5");
    }

    @Test
    void whatNobodySetsComesFromTheMachine() {
        Settings settings = resolver(Map.of()).resolve(Map.of(), Optional.empty());

        assertThat(settings.dataDir()).isEqualTo(home.resolve(".nakhoda"));
        assertThat(settings.nodeName()).isEqualTo("ship-1");
        assertThat(settings.nodeAddress()).isEqualTo("10.0.0.5");
        assertThat(settings.apiPort()).isEqualTo(6443);
    }

    @Test
    void aFlagGoesBeforeTheEnvironmentAndTheEnvironmentBeforeTheFile() throws IOException {
        Path file = write("api-port=1001\nkubelet-port=1002\nlog-level=DEBUG\n");
        var resolver = resolver(Map.of("NAKHODA_API_PORT", "2001", "NAKHODA_KUBELET_PORT", "2002"));

        Settings settings = resolver.resolve(Map.of(Setting.API_PORT, "3001"), Optional.of(file));

        assertThat(settings.apiPort()).isEqualTo(3001);
        assertThat(settings.kubeletPort()).isEqualTo(2002);
        assertThat(settings.logLevel()).isEqualTo("DEBUG");
    }

    @Test
    void theDataFoldersFileIsReadUnlessAnotherIsNamed() throws IOException {
        Path data = Files.createDirectories(home.resolve("data"));
        Files.writeString(data.resolve("nakhoda.properties"), "api-port=7443\n");

        Settings settings =
                resolver(Map.of("NAKHODA_DATA_DIR", data.toString())).resolve(Map.of(), Optional.empty());

        assertThat(settings.apiPort()).isEqualTo(7443);
    }

    @Test
    void everyFaultIsNamedAtOnce() throws IOException {
        Path file = write("api-prot=1\nlog-level=LOUD\n");
        var resolver = resolver(Map.of("NAKHODA_KUBELET_PORT", "many"));

        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> resolver.resolve(Map.of(Setting.CLUSTER_CIDR, "10.96.0.0/8"), Optional.of(file)))
                .satisfies(e -> assertThat(e.faults())
                        .anySatisfy(f -> assertThat(f).startsWith("api-prot: no such setting"))
                        .anySatisfy(f -> assertThat(f).startsWith("log-level: "))
                        .anySatisfy(f -> assertThat(f).startsWith("kubelet-port: "))
                        .anySatisfy(f -> assertThat(f).startsWith("cluster-cidr: ")));
    }

    @Test
    void aNamedFileThatIsNotThereIsAFaultBesideTheOthers() {
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> resolver(Map.of("NAKHODA_API_PORT", "0"))
                        .resolve(Map.of(), Optional.of(home.resolve("none.properties"))))
                .satisfies(e -> assertThat(e.faults())
                        .anySatisfy(f -> assertThat(f).startsWith("config: "))
                        .anySatisfy(f -> assertThat(f).startsWith("api-port: ")));
    }

    @Test
    void whatIsWrittenForTheOtherProcessesReadsBackTheSame() throws IOException {
        Settings settings = resolver(
                        Map.of("NAKHODA_DATABASE_URL", "jdbc:postgresql://db/n", "NAKHODA_CRI_SOCKET", "/run/x"))
                .resolve(Map.of(Setting.CONTROL_PLANE_ONLY, "true"), Optional.empty());
        Path file = home.resolve("settings.properties");

        SettingsFile.write(file, settings);

        assertThat(SettingsFile.read(file)).isEqualTo(settings);
    }

    @Test
    void variablesThatAreNoSettingsAreNamed() {
        assertThat(resolver(Map.of("NAKHODA_API_PROT", "1", "NAKHODA_API_PORT", "2"))
                        .unknownVariables())
                .containsExactly("NAKHODA_API_PROT");
    }

    @Test
    void theDefaultRouteWithTheLeastMetricNamesTheInterface() {
        assertThat(Machine.defaultRouteInterface(List.of(
                        "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT",
                        "wlan0 00000000 0100A8C0 0003 0 0 600 00000000 0 0 0",
                        "eth0 00000000 0100A8C0 0003 0 0 100 00000000 0 0 0",
                        "eth1 0000A8C0 00000000 0001 0 0 0 00FFFFFF 0 0 0")))
                .contains("eth0");
    }

    private SettingsResolver resolver(Map<String, String> environment) {
        return new SettingsResolver(environment, machine, home.resolve("no-system-file"));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(home.resolve("given.properties"), text);
    }
}
