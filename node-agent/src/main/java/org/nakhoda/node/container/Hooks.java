package org.nakhoda.node.container;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.cri.v1.ExecSyncResponse;
import org.nakhoda.node.probe.HttpCheck;

/** What a pod wants to be done right after a container's start and right before its end. */
final class Hooks {
    private static final Duration HTTP_LIMIT = Duration.ofMinutes(1);

    private final Cri cri;

    Hooks(Cri cri) {
        this.cri = cri;
    }

    /** A hook that failed. */
    static final class HookException extends Exception {
        private static final long serialVersionUID = 1L;

        HookException(String message) {
            super(message);
        }
    }

    /**
     * @param address of the pod
     * @param limit how long it may take; zero for as long as it wants
     */
    void run(LifecycleHandler handler, Container container, String containerId, String address, Duration limit)
            throws HookException, InterruptedException {
        if (handler.getExec() != null) {
            exec(containerId, handler.getExec().getCommand(), limit);
        } else if (handler.getHttpGet() != null) {
            http(handler.getHttpGet(), container, address, limit.isZero() ? HTTP_LIMIT : limit);
        } else if (handler.getSleep() != null) {
            Duration wanted = Duration.ofSeconds(handler.getSleep().getSeconds());
            Thread.sleep((limit.isZero() || wanted.compareTo(limit) < 0 ? wanted : limit).toMillis());
        } else {
            throw new HookException("the hook has no action that this node knows");
        }
    }

    private void exec(String containerId, List<String> command, Duration limit) throws HookException {
        try {
            ExecSyncResponse answer = cri.execSync(containerId, command, limit);
            if (answer.getExitCode() != 0) {
                throw new HookException("command '" + String.join(" ", command) + "' exited with "
                        + answer.getExitCode() + ": "
                        + answer.getStdout().concat(answer.getStderr()).toString(StandardCharsets.UTF_8));
            }
        } catch (CriException e) {
            throw new HookException(e.getMessage());
        }
    }

    private static void http(HTTPGetAction action, Container container, String address, Duration limit)
            throws HookException {
        try {
            HttpCheck.Target target = HttpCheck.Target.of(action, container, address);
            int status = HttpCheck.get(target, limit);
            if (!HttpCheck.good(status)) {
                throw new HookException("the request for " + target.path() + " was answered with " + status);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new HookException(e.getMessage());
        }
    }
}
