package org.nakhoda.node.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a runtime might have, for tests. */
public final class RuntimeFixtures {
    public static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private RuntimeFixtures() {}

    public static RuntimeSandbox sandbox() {
        return new RuntimeSandbox("box", 0, true, false, T0, List.of("10.1.2.3"));
    }

    public static RuntimeSandbox deadSandbox() {
        return new RuntimeSandbox("old", 0, false, false, T0.minusSeconds(100), List.of());
    }

    public static RuntimeContainer running(String name) {
        return container(name, 0, RuntimeContainer.State.RUNNING, 0);
    }

    public static RuntimeContainer exited(String name, int code) {
        return container(name, 0, RuntimeContainer.State.EXITED, code);
    }

    public static RuntimeContainer container(String name, int attempt, RuntimeContainer.State state, int code) {
        Instant created = T0.plusSeconds(attempt * 60L);
        boolean exited = state == RuntimeContainer.State.EXITED;
        return new RuntimeContainer(
                name + "-" + attempt,
                name,
                attempt,
                "box",
                state,
                created,
                Optional.of(created.plusSeconds(1)),
                exited ? Optional.of(created.plusSeconds(5)) : Optional.empty(),
                code,
                "",
                "",
                "localhost/test:1",
                "sha256:abc",
                "",
                Optional.empty(),
                Map.of());
    }

    public static PodRuntime runtime(RuntimeContainer... containers) {
        return new PodRuntime(List.of(sandbox()), List.of(containers));
    }
}
