package org.nakhoda.node.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.runtime.PodRuntime;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.nakhoda.node.runtime.RuntimeSandbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is left of containers that ended before others of the same name: the last one of each stays, for its log
 * and its status.
 */
final class DeadContainers {
    private static final Logger LOG = LoggerFactory.getLogger(DeadContainers.class);

    private DeadContainers() {}

    static void remove(PodServices services, PodRuntime runtime) {
        Set<String> names = new HashSet<>();
        runtime.containers().forEach(container -> names.add(container.name()));
        Set<String> usedSandboxes = new HashSet<>();
        for (String name : names) {
            List<RuntimeContainer> ended = runtime.named(name).stream()
                    .filter(RuntimeContainer::exited)
                    .toList();
            ended.stream().skip(1).forEach(container -> remove(services, container));
            ended.stream().limit(1).forEach(container -> usedSandboxes.add(container.sandboxId()));
        }
        for (RuntimeSandbox sandbox : runtime.sandboxes().stream().skip(1).toList()) {
            if (!sandbox.ready() && !usedSandboxes.contains(sandbox.id())) {
                try {
                    services.cri().removePodSandbox(sandbox.id());
                } catch (CriException e) {
                    LOG.debug("sandbox {} not removed: {}", sandbox.id(), e.getMessage());
                }
            }
        }
    }

    private static void remove(PodServices services, RuntimeContainer container) {
        try {
            services.cri().removeContainer(container.id());
            if (!container.logPath().isEmpty()) {
                Files.deleteIfExists(Path.of(container.logPath()));
            }
        } catch (CriException | IOException e) {
            LOG.debug("container {} not removed: {}", container.id(), e.getMessage());
        }
    }
}
