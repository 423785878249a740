package org.nakhoda.dist.command;

import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.ApiProbe;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.masters.AuthorityHash;
import org.nakhoda.dist.masters.BootstrapToken;
import org.nakhoda.dist.masters.Tokens;
import org.nakhoda.dist.pki.Pem;
import org.nakhoda.dist.settings.SettingsFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints the command by which another machine joins as a master.",
        subcommands = {TokenCommand.Create.class, TokenCommand.Listing.class, TokenCommand.Delete.class})
final class TokenCommand extends ClusterCommand {
    @Option(names = "--ttl", defaultValue = "1h", description = "for how long it is valid (${DEFAULT-VALUE})")
    private String ttl;

    @Override
    public Integer call() throws Exception {
        return create(layout(), ttl, "made by nakhoda token");
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Makes a token and prints the command; what `nakhoda token` alone does.")
    static final class Create extends ClusterCommand {
        @Option(names = "--ttl", defaultValue = "1h", description = "for how long it is valid (${DEFAULT-VALUE})")
        private String ttl;

        @Option(
                names = "--description",
                paramLabel = "TEXT",
                defaultValue = "made by nakhoda token",
                description = "what `nakhoda token list` shows")
        private String description;

        @Override
        public Integer call() throws Exception {
            return create(layout(), ttl, description);
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Shows which tokens there are and for how long they are valid.")
    static final class Listing extends ClusterCommand {
        @Override
        public Integer call() throws Exception {
            Layout layout = layout();
            System.out.print(tokens(layout, started(layout)).table());
            return 0;
        }
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Makes a token worthless.")
    static final class Delete extends ClusterCommand {
        @Parameters(paramLabel = "ID", description = "the token, or its first six characters")
        private String id;

        @Override
        public Integer call() throws Exception {
            Layout layout = layout();
            tokens(layout, started(layout)).delete(id);
            System.out.println("The token is deleted.");
            return 0;
        }
    }

    private static Integer create(Layout layout, String ttl, String description) throws Exception {
        Duration lifetime = Tokens.lifetime(ttl);
        Settings settings = started(layout);
        AuthorityHash hash =
                AuthorityHash.of(Pem.certificate(Files.readString(layout.pki().resolve("ca.crt"))));
        BootstrapToken token = tokens(layout, settings).create(lifetime, description);
        System.out.println("nakhoda join --token " + token + " --ca-hash " + hash + " https://" + settings.nodeAddress()
                + ":" + settings.apiPort() + " --control-plane");
        System.err.println("Run this on the machine that is to be a master, within " + ttl + ".");
        return 0;
    }

    private static Settings started(Layout layout) throws Exception {
        return SettingsFile.readIfThere(layout.settingsFile())
                .orElseThrow(() -> new Failure("no cluster was started in " + layout.data()
                        + "; start it with `nakhoda up`, or name the folder with --data-dir"));
    }

    private static Tokens tokens(Layout layout, Settings settings) throws Exception {
        URI server = ApiProbe.localServer(settings.apiAddress(), settings.apiPort());
        return new Tokens(server, layout.pki(), Clock.systemUTC());
    }
}
