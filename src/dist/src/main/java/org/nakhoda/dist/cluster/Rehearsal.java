package org.nakhoda.dist.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.FileTree;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.pki.ClusterPki;
import org.nakhoda.dist.pki.Kubeconfig;
import org.nakhoda.dist.progress.Progress;
import org.nakhoda.dist.runtime.Containerd;
import org.nakhoda.dist.settings.Machine;
import org.nakhoda.dist.settings.SettingsFile;
import org.nakhoda.dist.settings.SettingsResolver;

/**
 * Walks through what every command and the supervisor do, in a folder of its own and against a server that is not there, so
 * that the classes for it can be archived.
 */
public final class Rehearsal {
    private Rehearsal() {}

    public static void run() throws Exception {
        Path data = Files.createTempDirectory("nakhoda-rehearsal");
        try (Progress progress = new Progress(System.err, false)) {
            Layout layout = new Layout(data);
            new SettingsResolver(System.getenv(), Machine.current()).resolve(Map.of(), Optional.empty());
            Settings settings = Settings.of(Map.of(
                    "data-dir",
                    data.toString(),
                    "node-name",
                    "rehearsal",
                    "node-address",
                    "127.0.0.1",
                    "api-port",
                    "1"));
            new ClusterPki(layout.pki(), Clock.systemUTC()).prepare(settings);
            Files.createDirectories(layout.run());
            SettingsFile.write(layout.settingsFile(), settings);
            SettingsFile.read(layout.settingsFile());
            ApiProbe probe =
                    new ApiProbe(ApiProbe.localServer(settings.apiAddress(), settings.apiPort()), layout.pki());
            Kubeconfig.writeAdmin(layout.adminKubeconfig(), layout.pki(), "https://127.0.0.1:1");
            new Containerd(layout).configure(settings);
            probe.ready();
            Json.parse("{\"items\":[{\"a\":1}]}").at("/items/0/a").asInt();
            Status.of(layout).render();
        } finally {
            FileTree.delete(data);
        }
    }
}
