package org.nakhoda.dist.command;

import java.util.concurrent.Callable;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.cluster.Preparation;
import org.nakhoda.dist.cluster.Rehearsal;
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

    @Override
    public Integer call() throws Exception {
        if (rehearse) {
            Rehearsal.run();
            return 0;
        }
        try (Progress progress = Progress.onStandardOutput()) {
            new Preparation(Distribution.current(), progress).run();
        }
        return 0;
    }
}
