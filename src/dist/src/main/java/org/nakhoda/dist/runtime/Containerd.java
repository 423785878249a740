package org.nakhoda.dist.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.Capabilities;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.host.PrivateFiles;
import org.nakhoda.dist.image.BundledImages;
import org.nakhoda.dist.process.Command;

/** The cluster's own containerd: its root, state, socket and configuration are in the data folder. */
public final class Containerd {
    public static final String NAMESPACE = "k8s.io";
    /** The kernel takes 107 bytes of path for a socket. */
    private static final int LONGEST_SOCKET_PATH = 107;

    private final Layout layout;

    public Containerd(Layout layout) {
        this.layout = layout;
    }

    public Path socket() {
        return layout.containerd().resolve("containerd.sock");
    }

    private Path configFile() {
        return layout.containerd().resolve("config.toml");
    }

    public Path state() {
        return layout.containerd().resolve("state");
    }

    public List<String> command() {
        return List.of("containerd", "--config", configFile().toString());
    }

    /** @throws IOException also if the data folder's path is too long for a socket */
    public void configure(Settings settings) throws IOException {
        if (socket().toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
            throw new IOException(socket() + " is too long for a unix socket; choose a shorter --data-dir");
        }
        PrivateFiles.createDirectory(layout.containerd());
        Files.createDirectories(layout.cniConfig());
        PrivateFiles.write(
                configFile(),
                render(settings, Files.isDirectory(Path.of("/run/systemd/system")), Capabilities.mayLowerOomScore()));
    }

    String render(Settings settings, boolean systemd, boolean mayLowerOomScore) {
        return """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                # who else runs on this host has plugins of its own
                disabled_plugins = [
                  "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
                  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs",
                  "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp"
                ]

                [grpc]
                  address = "%1$s/containerd.sock"

                [plugins."io.containerd.internal.v1.opt"]
                  path = "%1$s/opt"

                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%2$s"
                  stream_server_address = "127.0.0.1"
                  stream_server_port = "0"
                  disable_apparmor = %3$s
                  restrict_oom_score_adj = %4$s

                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "%5$s"
                    conf_dir = "%6$s"

                  [plugins."io.containerd.grpc.v1.cri".containerd]
                    snapshotter = "overlayfs"
                    default_runtime_name = "runc"

                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                      runtime_type = "io.containerd.runc.v2"

                      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                        SystemdCgroup = %7$s
                """.formatted(
                        layout.containerd(),
                        BundledImages.PAUSE,
                        !Capabilities.appArmor(),
                        !mayLowerOomScore,
                        settings.cniBinDir(),
                        layout.cniConfig(),
                        systemd);
    }

    /** The names of the images that are there. */
    public List<String> images() throws IOException, InterruptedException {
        Command.Result result = ctr("images", "list", "--quiet");
        if (!result.ok()) {
            throw new IOException(
                    "containerd does not list its images: " + result.output().strip());
        }
        return result.lines();
    }

    public void importImage(Path archive) throws IOException, InterruptedException {
        Command.Result result = ctr("images", "import", archive.toString());
        if (!result.ok()) {
            throw new IOException(
                    archive + " cannot be imported: " + result.output().strip());
        }
    }

    /** Whether it answers. */
    public boolean answers() throws IOException, InterruptedException {
        return Files.exists(socket()) && ctr("version").ok();
    }

    private Command.Result ctr(String... arguments) throws IOException, InterruptedException {
        var command =
                new java.util.ArrayList<>(List.of("ctr", "--address", socket().toString(), "--namespace", NAMESPACE));
        command.addAll(List.of(arguments));
        return Command.run(java.time.Duration.ofMinutes(2), command);
    }
}
