package org.nakhoda.apiserver.health;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * One thing that must be so for the server to be healthy.
 *
 * @param name as it stands in the path, such as {@code store} or {@code poststarthook/bootstrap}
 * @param failure what is wrong now, empty if nothing is; called for every probe, so it answers from memory
 */
public record HealthCheck(String name, Supplier<Optional<String>> failure) {
    /** Always succeeds: the server answers. */
    public static HealthCheck ping() {
        return new HealthCheck("ping", Optional::empty);
    }
}
