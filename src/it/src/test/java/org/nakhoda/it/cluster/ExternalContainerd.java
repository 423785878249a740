package org.nakhoda.it.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A containerd as an administrator would run it, without regard to Nakhoda but for the folder of its CNI configuration. */
public final class ExternalContainerd implements AutoCloseable {
    private static final Path FOLDER = Path.of("/var/tmp/nakhoda-ext-cri");

    private final Shell shell;
    private final Process process;

    private ExternalContainerd(Shell shell, Process process) {
        this.shell = shell;
        this.process = process;
    }

    public static ExternalContainerd start(Shell shell, Path cniConfiguration) throws IOException {
        shell.run("rm", "-rf", FOLDER.toString());
        Files.createDirectories(FOLDER);
        Path configuration = FOLDER.resolve("config.toml");
        Files.writeString(configuration, """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                [grpc]
                  address = "%1$s/cri.sock"
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "localhost/pause:latest"
                  restrict_oom_score_adj = true
                  [plugins."io.containerd.grpc.v1.cri".cni]
                    conf_dir = "%2$s"
                    bin_dir = "/usr/lib/cni"
                """.formatted(FOLDER, cniConfiguration));
        Process process = shell.start(
                List.of("sh", "-c", "exec containerd --config " + configuration + " > " + FOLDER + "/log 2>&1"));
        ExternalContainerd containerd = new ExternalContainerd(shell, process);
        Eventually.eventually(() -> containerd.ctr("version"));
        return containerd;
    }

    public Path socket() {
        return FOLDER.resolve("cri.sock");
    }

    public void importImage(Path archive) {
        ctr("images", "import", archive.toString());
    }

    /** The ids of all containers, sandboxes included. */
    public List<String> containers() {
        return ctr("containers", "list", "--quiet").lines().toList();
    }

    private String ctr(String... arguments) {
        List<String> all =
                new java.util.ArrayList<>(List.of("ctr", "--address", socket().toString(), "--namespace", "k8s.io"));
        all.addAll(List.of(arguments));
        return shell.run(all.toArray(String[]::new)).orFail();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        shell.run("rm", "-rf", FOLDER.toString());
    }
}
