package org.nakhoda.api.core;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pod in one line, as kubectl sums it up.
 *
 * @param reason the phase, or what the containers tell more precisely: {@code Init:0/1}, {@code CrashLoopBackOff}
 * @param total containers that are meant to run on: the main ones and the sidecars
 * @param lastRestart when a container that was restarted had ended; null if none was
 */
record PodSummary(String reason, int ready, int total, long restarts, Instant lastRestart) {
    static PodSummary of(ObjectNode pod) {
        return new Reader(pod).read();
    }

    static boolean conditionTrue(JsonNode pod, String type) {
        return Tree.text(condition(pod, type), "status").equals("True");
    }

    private static JsonNode condition(JsonNode pod, String type) {
        for (ObjectNode condition : Tree.objects(pod.path("status"), "conditions")) {
            if (Tree.text(condition, "type").equals(type)) {
                return condition;
            }
        }
        return tools.jackson.databind.node.MissingNode.getInstance();
    }

    private static final class Reader {
        private final ObjectNode pod;
        private final JsonNode status;
        private final Set<String> sidecars = new HashSet<>();
        private String reason;
        private int ready;
        private long restarts;
        private Instant lastRestart;
        private long sidecarRestarts;
        private Instant lastSidecarRestart;

        Reader(ObjectNode pod) {
            this.pod = pod;
            this.status = pod.path("status");
        }

        PodSummary read() {
            JsonNode spec = pod.path("spec");
            for (ObjectNode container : Tree.objects(spec, "initContainers")) {
                if (Tree.text(container, "restartPolicy").equals("Always")) {
                    sidecars.add(Tree.text(container, "name"));
                }
            }
            String phase = Tree.text(status, "phase");
            String given = Tree.text(status, "reason");
            reason = given.isEmpty() ? phase : given;
            if (Tree.text(condition(pod, "PodScheduled"), "reason").equals("SchedulingGated")) {
                reason = "SchedulingGated";
            }
            boolean initializing = initContainers(spec.path("initContainers").size());
            if (!initializing || conditionTrue(pod, "Initialized")) {
                mainContainers();
            }
            if (pod.path("metadata").has("deletionTimestamp")) {
                if (given.equals("NodeLost")) {
                    reason = "Unknown";
                } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
                    reason = "Terminating";
                }
            }
            int total = spec.path("containers").size() + sidecars.size();
            return new PodSummary(reason, ready, total, restarts, lastRestart);
        }

        /** True if an init container is not done yet; it then gives the reason. */
        private boolean initContainers(int declared) {
            int index = 0;
            for (ObjectNode container : Tree.objects(status, "initContainerStatuses")) {
                boolean sidecar = sidecars.contains(Tree.text(container, "name"));
                count(container);
                if (sidecar) {
                    sidecarRestarts += Tree.number(container, "restartCount", 0);
                    lastSidecarRestart = later(lastSidecarRestart, lastEnd(container));
                }
                JsonNode terminated = container.path("state").path("terminated");
                boolean done = terminated.isObject() && Tree.number(terminated, "exitCode", 0) == 0;
                boolean running = sidecar && Tree.flag(container, "started");
                if (running && Tree.flag(container, "ready")) {
                    ready++;
                }
                if (!done && !running) {
                    reason = "Init:" + initReason(container, terminated, index, declared);
                    return true;
                }
                index++;
            }
            return false;
        }

        private static String initReason(JsonNode container, JsonNode terminated, int index, int declared) {
            if (terminated.isObject()) {
                return ended(terminated);
            }
            String waiting = Tree.text(container.path("state").path("waiting"), "reason");
            return waiting.isEmpty() || waiting.equals("PodInitializing") ? index + "/" + declared : waiting;
        }

        private void mainContainers() {
            restarts = sidecarRestarts;
            lastRestart = lastSidecarRestart;
            boolean anyRunning = false;
            JsonNode statuses = status.path("containerStatuses");
            for (int i = statuses.size() - 1; i >= 0; i--) {
                JsonNode container = statuses.get(i);
                count(container);
                JsonNode state = container.path("state");
                String waiting = Tree.text(state.path("waiting"), "reason");
                if (!waiting.isEmpty()) {
                    reason = waiting;
                } else if (state.path("terminated").isObject()) {
                    reason = ended(state.path("terminated"));
                } else if (Tree.flag(container, "ready")
                        && state.path("running").isObject()) {
                    anyRunning = true;
                    ready++;
                }
            }
            if (reason.equals("Completed") && anyRunning) {
                reason = conditionTrue(pod, "Ready") ? "Running" : "NotReady";
            }
        }

        private void count(JsonNode container) {
            restarts += Tree.number(container, "restartCount", 0);
            lastRestart = later(lastRestart, lastEnd(container));
        }

        private static Instant lastEnd(JsonNode container) {
            return Columns.instant(Tree.text(container.path("lastState").path("terminated"), "finishedAt"));
        }

        private static Instant later(Instant one, Instant other) {
            return one == null || other != null && other.isAfter(one) ? other : one;
        }

        private static String ended(JsonNode terminated) {
            String why = Tree.text(terminated, "reason");
            if (!why.isEmpty()) {
                return why;
            }
            long signal = Tree.number(terminated, "signal", 0);
            return signal != 0 ? "Signal:" + signal : "ExitCode:" + Tree.number(terminated, "exitCode", 0);
        }
    }
}
