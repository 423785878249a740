package org.nakhoda.dist.supervise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A process to keep running.
 *
 * @param name the component: {@code master}, {@code containerd}, {@code node}
 * @param beforeStart what each start needs, the first and those after a fault alike
 */
public record ChildSpec(String name, List<String> command, Path log, BeforeStart beforeStart) {
    public ChildSpec {
        command = List.copyOf(command);
    }

    /** Prepares a start. */
    public interface BeforeStart {
        BeforeStart NOTHING = () -> {};

        void run() throws IOException;
    }
}
