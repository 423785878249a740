package org.nakhoda.dist.cluster;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.host.PrivateFiles;
import org.nakhoda.dist.payara.PayaraDomain;
import org.nakhoda.dist.pki.ClusterPki;
import org.nakhoda.dist.process.ProcessRef;
import org.nakhoda.dist.progress.Progress;
import org.nakhoda.dist.settings.SettingsFile;

/**
 * One run of a master in a folder of its own, so that Java can keep the classes that it loaded. Later starts take a third
 * less processor time. Without an archive everything works, only slower, so that a run that fails is said and no more.
 */
final class Training {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Distribution distribution;

    Training(Distribution distribution) {
        this.distribution = distribution;
    }

    /** @return what to say about it */
    String run() throws Exception {
        Path archive = distribution.classArchive(ClusterProcesses.MASTER);
        Files.createDirectories(archive.getParent());
        Path data = Files.createTempDirectory("nakhoda-training");
        // the database's user must pass through
        data.toFile().setExecutable(true, false);
        data.toFile().setReadable(true, false);
        Process master = null;
        try {
            Settings settings = settings(data);
            Layout layout = new Layout(data);
            prepare(layout, settings);
            Path temporary = archive.resolveSibling("." + archive.getFileName() + ".new");
            Path log = distribution.root().resolve("training.log");
            master = start(settings, temporary, log);
            boolean ready = awaitReady(master, settings, layout);
            master.destroy();
            boolean ended = master.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!ready || !ended || !Files.exists(temporary)) {
                String why =
                        !ready ? "the API server did not become ready" : !ended ? "it did not end" : "Java wrote none";
                return "not made (" + why + "), starts will be slower; see " + log;
            }
            Files.move(temporary, archive);
            return "made";
        } finally {
            if (master != null) {
                master.destroyForcibly();
            }
            new Stop(new Layout(data), distribution, new Progress(System.err, false)).run(true);
        }
    }

    private static Settings settings(Path data) throws IOException {
        try (ServerSocket api = new ServerSocket(0);
                ServerSocket kubelet = new ServerSocket(0)) {
            return Settings.of(Map.of(
                    "data-dir", data.toString(),
                    "node-name", "training",
                    "node-address", "127.0.0.1",
                    "api-address", "127.0.0.1",
                    "api-port", Integer.toString(api.getLocalPort()),
                    "kubelet-port", Integer.toString(kubelet.getLocalPort()),
                    "control-plane-only", "true",
                    "log-level", "WARN"));
        }
    }

    private void prepare(Layout layout, Settings settings) throws Exception {
        PrivateFiles.createDirectory(layout.run());
        PrivateFiles.createDirectory(layout.logs());
        new ClusterPki(layout.pki(), Clock.systemUTC()).prepare(settings);
        SettingsFile.write(layout.settingsFile(), settings);
        PayaraDomain.prepare(layout.payara(), distribution.payara(), settings);
    }

    private Process start(Settings settings, Path archive, Path log) throws IOException {
        List<String> plain = ClusterProcesses.of(settings, distribution).get(0).command();
        List<String> command = new ArrayList<>(plain);
        command.add(1, JavaRuntime.archiveOutput(archive));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static boolean awaitReady(Process master, Settings settings, Layout layout) throws Exception {
        ApiProbe api = new ApiProbe(ApiProbe.localServer(settings.apiAddress(), settings.apiPort()), layout.pki());
        Optional<ProcessRef> process = ProcessRef.of(master.pid());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline
                && process.isPresent()
                && process.get().alive()) {
            if (api.ready()) {
                new Exercise(ApiProbe.localServer(settings.apiAddress(), settings.apiPort()), layout.pki()).run();
                return true;
            }
            Thread.sleep(100);
        }
        return false;
    }
}
