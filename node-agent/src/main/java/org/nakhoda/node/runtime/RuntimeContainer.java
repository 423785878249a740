package org.nakhoda.node.runtime;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A container as the runtime has it.
 *
 * @param attempt how many containers of this name the pod had before
 * @param image as the runtime names it
 * @param imageRef the image's digest or id
 * @param messageFile where on the node the container leaves its termination message
 */
public record RuntimeContainer(
        String id,
        String name,
        int attempt,
        String sandboxId,
        State state,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        int exitCode,
        String reason,
        String message,
        String image,
        String imageRef,
        String logPath,
        Optional<Path> messageFile,
        Map<String, String> annotations) {

    /** In the order of its life. */
    public enum State {
        CREATED,
        RUNNING,
        EXITED,
        /** The runtime does not know; it has to be stopped and made again. */
        UNKNOWN
    }

    public boolean running() {
        return state == State.RUNNING;
    }

    public boolean exited() {
        return state == State.EXITED;
    }

    public boolean succeeded() {
        return exited() && exitCode == 0;
    }

    public Optional<String> annotation(String name) {
        return Optional.ofNullable(annotations.get(name));
    }
}
