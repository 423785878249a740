package org.nakhoda.dist.command;

import java.util.concurrent.Callable;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.Layout;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command about one cluster: it takes every setting as an option. */
abstract class ClusterCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** All settings, checked. */
    final Settings settings() {
        return SettingsOptions.settings(spec.commandLine().getParseResult());
    }

    /** Only where the cluster's data is. */
    final Layout layout() {
        return SettingsOptions.layout(spec.commandLine().getParseResult());
    }
}
