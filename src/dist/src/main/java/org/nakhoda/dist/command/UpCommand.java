package org.nakhoda.dist.command;

import java.net.URI;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.cluster.Start;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.progress.Progress;
import picocli.CommandLine.Command;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Starts the cluster and waits until it is ready.")
final class UpCommand extends ClusterCommand {
    @Override
    public Integer call() throws Exception {
        Settings settings = settings();
        try (Progress progress = Progress.onStandardOutput()) {
            Start start = new Start(settings, Distribution.current(), progress);
            boolean fresh = start.run();
            progress.close();
            System.out.print(summary(settings, start.server(), fresh));
        }
        return 0;
    }

    static String summary(Settings settings, URI server, boolean fresh) {
        Layout layout = new Layout(settings.dataDir());
        return """

                The cluster %s.

                  export KUBECONFIG=%s

                  API     %s
                  data    %s
                  logs    %s

                Next: kubectl get nodes, nakhoda demo, nakhoda status, nakhoda down
                """.formatted(
                        fresh ? "is up" : "was running already",
                        layout.adminKubeconfig(),
                        server,
                        layout.data(),
                        layout.logs());
    }
}
