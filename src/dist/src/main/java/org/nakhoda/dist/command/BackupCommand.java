package org.nakhoda.dist.command;

import java.nio.file.Path;
import org.nakhoda.dist.backup.Backup;
import org.nakhoda.dist.progress.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Writes the running cluster's state and history to a file, from which `nakhoda restore` makes it anew.")
final class BackupCommand extends ClusterCommand {
    @Parameters(paramLabel = "FILE", description = "such as cluster.backup.gz; replaced when the new one is whole")
    private Path file;

    @Option(names = "--with-keys", description = "also the keys and certificates of this machine (DATA/pki)")
    private boolean withKeys;

    @Override
    public Integer call() throws Exception {
        try (Progress progress = Progress.onStandardOutput()) {
            new Backup(layout(), progress).write(file, withKeys);
        }
        System.out.println();
        if (withKeys) {
            System.out.println(
                    "warning: whoever reads " + file + " can do anything in the cluster; keep it like a key");
        } else {
            System.out.println("It holds the cluster's Secrets. The keys and certificates are not in it: keep "
                    + layout().pki() + " too, or use --with-keys.");
        }
        return 0;
    }
}
