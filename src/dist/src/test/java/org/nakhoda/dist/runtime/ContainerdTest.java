package org.nakhoda.dist.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.Layout;

class ContainerdTest {
    @Test
    void everythingOfItsOwnIsUnderTheDataFolder() {
        Settings settings = settings("/data");

        String config = new Containerd(new Layout(Path.of("/data"))).render(settings, false, false);

        assertThat(config)
                .contains("root = \"/data/containerd/root\"")
                .contains("address = \"/data/containerd/containerd.sock\"")
                .contains("conf_dir = \"/data/cni/net.d\"")
                .contains("sandbox_image = \"localhost/pause:latest\"")
                .contains("restrict_oom_score_adj = true")
                .contains("SystemdCgroup = false");
    }

    @Test
    void aHostWithSystemdGetsItsControlGroupsFromThere() {
        String config = new Containerd(new Layout(Path.of("/data"))).render(settings("/data"), true, true);

        assertThat(config).contains("SystemdCgroup = true").contains("restrict_oom_score_adj = false");
    }

    @Test
    void aDataFolderTooDeepForASocketIsRefusedByName() {
        String deep = "/tmp/" + "d".repeat(100);

        assertThatIOException()
                .isThrownBy(() -> new Containerd(new Layout(Path.of(deep))).configure(settings(deep)))
                .withMessageContaining("--data-dir");
    }

    private static Settings settings(String dataDir) {
        return Settings.of(Map.of("data-dir", dataDir, "node-name", "n", "node-address", "127.0.0.1"));
    }
}
