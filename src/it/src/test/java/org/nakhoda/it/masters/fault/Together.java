package org.nakhoda.it.masters.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.nakhoda.it.cluster.Shell.Result;
import org.nakhoda.it.masters.topology.MasterNode;

/** Commands at several masters at the same time: one alone may have to wait for the others. */
final class Together {
    private Together() {}

    static void run(List<MasterNode> masters, Function<MasterNode, Result> command) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (MasterNode master : masters) {
            Thread thread = new Thread(() -> tellFailure(command.apply(master)), "command at " + master);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Whether the master comes back all the same is judged later, by all that it has to do. */
    private static void tellFailure(Result result) {
        if (result.exit() != 0) {
            System.err.println(String.join(" ", result.command()) + ": " + result.all());
        }
    }
}
