package org.nakhoda.dist.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.dist.image.BundledImages;
import org.nakhoda.dist.payara.PayaraServer;
import org.nakhoda.dist.payara.WebApplication;
import org.nakhoda.dist.process.Command;
import org.nakhoda.dist.progress.Progress;

/** What is made once for a build and used by every start. */
public final class Preparation {
    static final String LAUNCHER = "launcher";

    private final Distribution distribution;
    private final Progress progress;

    public Preparation(Distribution distribution, Progress progress) {
        this.distribution = distribution;
        this.progress = progress;
    }

    public void run() throws Exception {
        unpack(distribution);
        if (BundledImages.staticBusybox().isPresent()) {
            progress.step("images", () -> {
                BundledImages.assemble(distribution.images());
                return "";
            });
        }
        progress.step("class archive of the launcher", this::archiveLauncher);
        Path archive = distribution.classArchive(ClusterProcesses.MASTER);
        if (!isCurrent(archive)) {
            Files.deleteIfExists(archive);
            progress.step("class archive of the master (one training run)", () -> new Training(distribution).run());
        }
    }

    /** An archive is refused, and all of it, once a file on the class path with which it was made has changed. */
    private boolean isCurrent(Path archive) throws IOException {
        Path engine = new PayaraServer(distribution.payara()).replacements();
        return Files.exists(archive)
                && (!Files.exists(engine)
                        || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(engine)) > 0);
    }

    /** Each build has libraries of its own, so that it is made again each time. */
    private String archiveLauncher() throws IOException, InterruptedException {
        Path archive = distribution.classArchive(LAUNCHER);
        Files.createDirectories(archive.getParent());
        Files.deleteIfExists(archive);
        List<String> command = new ArrayList<>(List.of(JavaRuntime.command()));
        command.addAll(JavaRuntime.small("128m"));
        command.addAll(List.of(
                JavaRuntime.archiveOutput(archive),
                "-D" + Distribution.HOME_PROPERTY + "=" + distribution.home(),
                "-D" + Distribution.ROOT_PROPERTY + "=" + distribution.root(),
                "-cp",
                distribution.classPath(),
                "org.nakhoda.dist.Nakhoda",
                "prepare",
                "--rehearse"));
        Command.Result result = Command.run(Duration.ofMinutes(2), command);
        return result.ok() && Files.exists(archive) ? "made" : "not made: " + result.output();
    }

    /** Unpacks the application server and the application unless that was done; several starts may ask for it at once. */
    static void unpack(Distribution distribution) throws IOException, InterruptedException {
        PayaraServer server = new PayaraServer(distribution.payara());
        WebApplication application = new WebApplication(distribution.apiServerArchive(), distribution.apiServer());
        // whoever finds all there needs no lock, nor the right to write where another user has built
        if (server.unpacked() && application.unpacked()) {
            return;
        }
        Path lockFile = distribution.root().resolve("prepare.lock");
        try (RandomAccessFile file = new RandomAccessFile(lockFile.toFile(), "rw");
                var lock = file.getChannel().lock()) {
            if (!server.unpacked()) {
                server.unpack(JavaRuntime.command(), distribution.payaraMicro());
            }
            if (!application.unpacked()) {
                application.unpack();
            }
        }
    }
}
