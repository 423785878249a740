package org.nakhoda.dist.command;

import java.net.URI;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.cluster.Start;
import org.nakhoda.dist.masters.Arrival;
import org.nakhoda.dist.masters.AuthorityHash;
import org.nakhoda.dist.masters.BootstrapToken;
import org.nakhoda.dist.masters.Join;
import org.nakhoda.dist.progress.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "join",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Makes this machine a further master of a cluster; `nakhoda token` on a master prints the command.")
final class JoinCommand extends ClusterCommand {
    private static final int DEFAULT_PORT = 6443;

    @Parameters(paramLabel = "URL", description = "a master's API server, such as https://10.0.0.5:6443")
    private String server;

    @Option(names = "--token", required = true, description = "what `nakhoda token` printed")
    private String token;

    @Option(
            names = "--ca-hash",
            required = true,
            description = "by which the cluster is recognized: SHA-256 of its authority's public key")
    private String hash;

    @Option(names = "--control-plane", description = "join as a master; there is no other way yet")
    private boolean controlPlane;

    @Override
    public Integer call() throws Exception {
        if (!controlPlane) {
            throw new Failure("joining as a node only is not there yet; join as a master with --control-plane (and with"
                    + " --control-plane-only, too, for a master without a node)");
        }
        BootstrapToken parsedToken = BootstrapToken.parse(token);
        AuthorityHash parsedHash = AuthorityHash.parse(hash);
        URI url = url(server);
        Settings asked = settings();
        try (Progress progress = Progress.onStandardOutput()) {
            Settings agreed = new Join(asked, progress)
                    .run(url, parsedToken, parsedHash, () -> new Start(asked, Distribution.current(), progress)
                            .checkHost(true));
            Start start = new Start(agreed, Distribution.current(), progress);
            boolean fresh = start.run(() -> Arrival.at(agreed, url, progress).await(start::supervised));
            progress.close();
            System.out.print(UpCommand.summary(agreed, start.server(), fresh));
            System.out.print(
                    "      nakhoda masters shows all masters; `nakhoda up` starts this one again, without flags\n");
        }
        return 0;
    }

    static URI url(String text) throws Failure {
        try {
            URI url = URI.create(text.contains("://") ? text : "https://" + text);
            if ("https".equals(url.getScheme())
                    && url.getHost() != null
                    && url.getPath().matches("/?")) {
                int port = url.getPort() < 0 ? DEFAULT_PORT : url.getPort();
                return URI.create("https://" + url.getHost() + ":" + port);
            }
        } catch (IllegalArgumentException e) {
            throw new Failure("\"" + text + "\" is not the URL of an API server, such as https://10.0.0.5:6443");
        }
        throw new Failure("\"" + text + "\" is not the URL of an API server, such as https://10.0.0.5:6443");
    }
}
