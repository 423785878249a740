package org.nakhoda.dist.command;

import java.nio.file.Files;
import java.nio.file.Path;
import org.nakhoda.dist.cluster.Failure;
import picocli.CommandLine.Command;

@Command(
        name = "kubeconfig",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints the administrator's kubeconfig.")
final class KubeconfigCommand extends ClusterCommand {
    @Override
    public Integer call() throws Exception {
        Path file = layout().adminKubeconfig();
        if (!Files.exists(file)) {
            throw new Failure("there is no " + file + " yet; start the cluster with `nakhoda up`");
        }
        System.out.print(Files.readString(file));
        return 0;
    }
}
