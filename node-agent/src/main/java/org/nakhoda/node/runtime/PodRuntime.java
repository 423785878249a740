package org.nakhoda.node.runtime;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the runtime has of one pod, newest first. */
public record PodRuntime(List<RuntimeSandbox> sandboxes, List<RuntimeContainer> containers) {
    public static final PodRuntime NONE = new PodRuntime(List.of(), List.of());

    public PodRuntime {
        sandboxes = sandboxes.stream()
                .sorted(Comparator.comparing(RuntimeSandbox::createdAt).reversed())
                .toList();
        containers = containers.stream()
                .sorted(Comparator.comparing(RuntimeContainer::createdAt).reversed())
                .toList();
    }

    /** The sandbox in use, or the last one that was. */
    public Optional<RuntimeSandbox> sandbox() {
        return sandboxes.stream().findFirst();
    }

    /** The sandbox in use; empty if a new one is needed. */
    public Optional<RuntimeSandbox> readySandbox() {
        return sandbox().filter(RuntimeSandbox::ready);
    }

    /** The newest container of a name. */
    public Optional<RuntimeContainer> latest(String name) {
        return named(name).stream().findFirst();
    }

    /** The one before the newest. */
    public Optional<RuntimeContainer> previous(String name) {
        return named(name).stream().skip(1).findFirst();
    }

    public List<RuntimeContainer> named(String name) {
        return containers.stream().filter(c -> c.name().equals(name)).toList();
    }

    /** Whatever may still have a process. */
    public List<RuntimeContainer> alive() {
        return containers.stream()
                .filter(c -> c.running() || c.state() == RuntimeContainer.State.UNKNOWN)
                .toList();
    }

    public boolean isEmpty() {
        return sandboxes.isEmpty() && containers.isEmpty();
    }
}
