package org.nakhoda.dist.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
    @TempDir
    Path directory;

    @Test
    void theFamilyOfDebianIsKnownByNameOrLikeness() {
        assertThat(HostPackages.ofDebianFamily(List.of("ID=debian"))).isTrue();
        assertThat(HostPackages.ofDebianFamily(List.of("ID=linuxmint", "ID_LIKE=\"ubuntu debian\"")))
                .isTrue();
        assertThat(HostPackages.ofDebianFamily(List.of("ID=fedora", "ID_LIKE=\"rhel\"")))
                .isFalse();
    }

    @Test
    void capabilitiesAreReadFromTheKernelsMask() {
        assertThat(Capabilities.has(List.of("CapEff:\t000001fffeffffff"), 24)).isFalse();
        assertThat(Capabilities.has(List.of("CapEff:\t000001ffffffffff"), 24)).isTrue();
    }

    @Test
    void aTakenPortIsNamedWithTheSettingThatChangesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThat(Ports.fault("0.0.0.0", taken.getLocalPort(), "api-port"))
                    .hasValueSatisfying(fault -> assertThat(fault)
                            .contains(Integer.toString(taken.getLocalPort()))
                            .contains("--api-port"));
        }
    }

    @Test
    void aPrivateFileIsReplacedWholeAndStaysPrivate() throws IOException {
        Path file = directory.resolve("secret");
        PrivateFiles.write(file, "one");
        PrivateFiles.write(file, "two");

        assertThat(file).hasContent("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }
}
