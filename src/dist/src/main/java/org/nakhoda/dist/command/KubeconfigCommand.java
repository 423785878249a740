package org.nakhoda.dist.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.masters.MastersApi;
import org.nakhoda.dist.pki.Kubeconfig;
import org.nakhoda.dist.settings.SettingsFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "kubeconfig",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints the administrator's kubeconfig.")
final class KubeconfigCommand extends ClusterCommand {
    @Option(names = "--all", description = "with a context for each master")
    private boolean all;

    @Override
    public Integer call() throws Exception {
        Layout layout = layout();
        Path file = layout.adminKubeconfig();
        if (!Files.exists(file)) {
            throw new Failure("there is no " + file + " yet; start the cluster with `nakhoda up`");
        }
        System.out.print(all ? ofAllMasters(layout) : Files.readString(file));
        return 0;
    }

    /** This machine's master is the one that is used unless another context is chosen. */
    private static String ofAllMasters(Layout layout) throws Exception {
        SortedMap<String, String> servers = MastersApi.of(layout).servers();
        String own = SettingsFile.read(layout.settingsFile()).nodeName();
        if (servers.isEmpty()) {
            throw new Failure("the API server names no masters");
        }
        return Kubeconfig.renderAdmin(servers, servers.containsKey(own) ? own : servers.firstKey(), layout.pki());
    }
}
