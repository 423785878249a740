package org.nakhoda.dist.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.nakhoda.api.settings.Setting;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.cluster.Preparation;
import org.nakhoda.dist.cluster.Rehearsal;
import org.nakhoda.dist.cluster.RequiredPackages;
import org.nakhoda.dist.progress.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "prepare",
        hidden = true,
        description = "Makes what starts quickly later: unpacked server, images, class archives. The build calls it.")
final class PrepareCommand implements Callable<Integer> {
    @Option(names = "--rehearse", hidden = true, description = "only do once what every command does")
    private boolean rehearse;

    @Option(names = "--host-packages", hidden = true, description = "install what a node needs, where that is possible")
    private boolean hostPackages;

    @Override
    public Integer call() throws Exception {
        if (rehearse) {
            Rehearsal.run();
            return 0;
        }
        try (Progress progress = Progress.onStandardOutput()) {
            if (hostPackages && "root".equals(System.getProperty("user.name"))) {
                installHostPackages(progress);
            }
            new Preparation(Distribution.current(), progress).run();
        }
        return 0;
    }

    /** What cannot be installed is only told: not everything that is prepared needs it. */
    private static void installHostPackages(Progress progress) throws Exception {
        try {
            RequiredPackages.ensure(true, Path.of(Setting.CNI_BIN_DIR.defaultValue()), progress);
        } catch (Failure e) {
            progress.say(e.getMessage());
        }
    }
}
