package org.nakhoda.dist.command;

import org.nakhoda.dist.masters.MastersApi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "masters",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows the masters: who leads, whose database is written, how far the others are.",
        subcommands = {MastersCommand.Transfer.class, MastersCommand.Remove.class})
final class MastersCommand extends ClusterCommand {
    @Override
    public Integer call() throws Exception {
        System.out.print(MastersApi.of(layout()).table());
        return 0;
    }

    @Command(
            name = "transfer",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Lets another master lead.")
    static final class Transfer extends ClusterCommand {
        @Parameters(paramLabel = "NAME", description = "who is to lead")
        private String name;

        @Override
        public Integer call() throws Exception {
            MastersApi.of(layout()).transfer(name);
            System.out.println(name + " leads.");
            return 0;
        }
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Takes a master out for good, also one that is dead.")
    static final class Remove extends ClusterCommand {
        @Parameters(paramLabel = "NAME", description = "who is no master any more")
        private String name;

        @Override
        public Integer call() throws Exception {
            MastersApi.of(layout()).remove(name);
            System.out.println(
                    name + " is no master any more; if it still runs, stop it there with `nakhoda down --purge`.");
            return 0;
        }
    }
}
