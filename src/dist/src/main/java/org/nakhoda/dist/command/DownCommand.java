package org.nakhoda.dist.command;

import java.io.Console;
import java.nio.file.Files;
import java.util.List;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.cluster.Stop;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.progress.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Stops the cluster and leaves nothing behind on the host but its data.")
final class DownCommand extends ClusterCommand {
    @Option(names = "--purge", description = "forget the data too")
    private boolean purge;

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Override
    public Integer call() throws Exception {
        Layout layout = layout();
        if (!Files.isDirectory(layout.data())) {
            System.out.println("There is no cluster in " + layout.data() + ".");
            return 0;
        }
        if (purge && !yes && !confirmed(layout)) {
            System.out.println("Nothing was done.");
            return 1;
        }
        try (Progress progress = Progress.onStandardOutput()) {
            List<String> troubles = new Stop(layout, Distribution.current(), progress).run(purge);
            troubles.forEach(trouble -> System.err.println("not done: " + trouble));
            return troubles.isEmpty() ? 0 : 1;
        }
    }

    /** Who cannot be asked has decided by asking for it. */
    private static boolean confirmed(Layout layout) {
        Console console = System.console();
        return console == null || "yes".equals(console.readLine("Delete everything in %s? Type yes: ", layout.data()));
    }
}
