package org.nakhoda.dist.command;

import org.nakhoda.dist.cluster.Status;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows the components, nodes and pods. Exit code 1 if something that should run does not.")
final class StatusCommand extends ClusterCommand {
    @Override
    public Integer call() throws Exception {
        Status status = Status.of(layout());
        System.out.print(status.render());
        return status.healthy() ? 0 : 1;
    }
}
