package org.nakhoda.dist.command;

import java.nio.file.Path;
import org.nakhoda.api.backup.AsOf;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.backup.Restore;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.cluster.Start;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.progress.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Starts a new cluster with the state that a backup holds.")
final class RestoreCommand extends ClusterCommand {
    @Parameters(paramLabel = "FILE", description = "written by `nakhoda backup`")
    private Path file;

    @Option(
            names = "--as-of",
            paramLabel = "TIME|REVISION",
            description = "an earlier state, such as 2026-03-01T12:00:00Z; what the backup's history reaches back to")
    private String asOf;

    @Override
    public Integer call() throws Exception {
        Settings settings = settings();
        Layout layout = new Layout(settings.dataDir());
        AsOf asked = asked();
        try (Progress progress = Progress.onStandardOutput()) {
            progress.begin("checking " + file);
            Restore.Placed placed = new Restore(layout).place(file, asked);
            progress.done("backup", "whole, from " + placed.header().created());
            Start start = new Start(settings, Distribution.current(), progress);
            start.run();
            progress.close();
            System.out.print(summary(placed, layout));
            System.out.print(UpCommand.summary(settings, start.server(), true));
        }
        return 0;
    }

    private AsOf asked() throws Failure {
        if (asOf == null) {
            return new AsOf.Newest();
        }
        try {
            return AsOf.parse(asOf);
        } catch (IllegalArgumentException e) {
            throw new Failure("--as-of: " + e.getMessage());
        }
    }

    private static String summary(Restore.Placed placed, Layout layout) {
        return """

                The state is as of revision %s. %s
                What was restored is kept as %s.
                """.formatted(
                placed.asOf(),
                placed.withKeys()
                        ? "The keys are the backup's: tokens and kubeconfigs from before are valid."
                        : "The backup holds no keys: unless " + layout.pki() + " was put back before, they are\n"
                                + "new, and tokens and kubeconfigs from before are worthless.",
                layout.restore().resolve("restored.gz"));
    }
}
