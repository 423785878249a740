package org.nakhoda.dist.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.Layout;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** A command about one cluster: it takes every setting as an option. */
abstract class ClusterCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** All settings, checked. */
    final Settings settings() {
        return SettingsOptions.settings(parsed());
    }

    /** What was given to this command and to those that it is part of, the innermost first. */
    private List<ParseResult> parsed() {
        List<ParseResult> all = new ArrayList<>();
        for (CommandSpec each = spec; each != null; each = each.parent()) {
            all.add(each.commandLine().getParseResult());
        }
        return all;
    }

    /** Only where the cluster's data is. */
    final Layout layout() {
        return SettingsOptions.layout(parsed());
    }
}
