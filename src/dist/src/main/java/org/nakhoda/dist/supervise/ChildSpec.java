package org.nakhoda.dist.supervise;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process to keep running.
 *
 * @param name the component: {@code master}, {@code containerd}, {@code node}
 * @param startsAfter a file that must be there before the first start, such as a socket
 */
public record ChildSpec(
        String name, List<String> command, Map<String, String> environment, Path log, Optional<Path> startsAfter) {
    public ChildSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
