package org.nakhoda.dist.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.nakhoda.api.settings.InvalidSettingsException;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.cluster.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code nakhoda}. Exit codes: 0 done, 1 not done, 2 wrong usage or settings. */
@Command(
        name = "nakhoda",
        mixinStandardHelpOptions = true,
        version = "nakhoda " + Distribution.VERSION,
        description = "A Kubernetes cluster on this machine.",
        footer = {
            "",
            "From a source tree also: `nakhoda build` builds anew, `nakhoda test` runs every test.",
            "Every setting is an option of each command, an environment variable (NAKHODA_API_PORT) and a line of",
            "a properties file (api-port=6443); `nakhoda up --help` lists them."
        },
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            JoinCommand.class,
            TokenCommand.class,
            MastersCommand.class,
            DemoCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            KubeconfigCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            PrepareCommand.class
        })
public final class RootCommand {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    public static int execute(String... arguments) {
        CommandLine line = new CommandLine(new RootCommand());
        addSettings(line);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof InvalidSettingsException invalid) {
                System.err.println(invalid.getMessage());
                return MISUSED;
            }
            if (failure instanceof Failure) {
                System.err.println(failure.getMessage());
            } else if (failure instanceof IOException fault) {
                System.err.println(explain(fault));
            } else {
                failure.printStackTrace();
            }
            return FAILED;
        });
        if (arguments.length == 0) {
            line.usage(System.out);
            return MISUSED;
        }
        return line.execute(arguments);
    }

    private static void addSettings(CommandLine line) {
        line.getSubcommands().values().forEach(sub -> {
            if (sub.getCommand() instanceof ClusterCommand) {
                SettingsOptions.addTo(sub.getCommandSpec());
            }
            addSettings(sub);
        });
    }

    /** What the machine refused, in a line. Java's own messages of refused files are often the file's name alone. */
    static String explain(IOException fault) {
        if (fault instanceof AccessDeniedException denied) {
            return "nakhoda: " + denied.getFile() + ": permission denied; run this as the user who owns it, or as root";
        }
        if (fault instanceof NoSuchFileException missing) {
            return "nakhoda: " + missing.getFile() + ": there is no such file";
        }
        return "nakhoda: " + (fault.getMessage() == null ? fault.toString() : fault.getMessage());
    }
}
