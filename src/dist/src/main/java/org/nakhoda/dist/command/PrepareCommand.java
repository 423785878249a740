package org.nakhoda.dist.command;

import java.util.concurrent.Callable;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.cluster.Preparation;
import org.nakhoda.dist.progress.Progress;
import picocli.CommandLine.Command;

@Command(
        name = "prepare",
        hidden = true,
        description = "Makes what starts quickly later: unpacked server, images, class archives. The build calls it.")
final class PrepareCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        try (Progress progress = Progress.onStandardOutput()) {
            new Preparation(Distribution.current(), progress).run();
        }
        return 0;
    }
}
