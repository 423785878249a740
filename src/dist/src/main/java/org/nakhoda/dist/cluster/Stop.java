package org.nakhoda.dist.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.FileTree;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.masters.Departure;
import org.nakhoda.dist.process.Command;
import org.nakhoda.dist.process.PidFile;
import org.nakhoda.dist.process.ProcessRef;
import org.nakhoda.dist.progress.Progress;
import org.nakhoda.dist.runtime.Containerd;
import org.nakhoda.dist.settings.SettingsFile;
import org.nakhoda.dist.supervise.Supervisor;

/**
 * Takes a cluster down in the reverse order of its start: first, of several masters, leadership goes to another; then the supervisor, so that nothing comes back; then the node
 * with its pods, the runtime, the master with its database. Every step is tried whatever became of the one before, and
 * what should be gone is looked for afterwards.
 */
public final class Stop {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Layout layout;
    private final Distribution distribution;
    private final Progress progress;
    private final List<String> troubles = new ArrayList<>();

    public Stop(Layout layout, Distribution distribution, Progress progress) {
        this.layout = layout;
        this.distribution = distribution;
        this.progress = progress;
    }

    private interface Action {
        void run() throws Exception;
    }

    /**
     * @param purge whether the data folder goes too
     * @return what could not be stopped or cleaned; empty if all is well
     */
    public List<String> run(boolean purge) throws Exception {
        if (!Files.isDirectory(layout.data())) {
            return List.of();
        }
        try (CommandLock lock = CommandLock.take(layout)) {
            Optional<Settings> settings = SettingsFile.readIfThere(layout.settingsFile());
            boolean several = settings.isPresent() && Files.isDirectory(layout.masters());
            if (several
                    && new PidFile(layout.run(), ClusterProcesses.MASTER)
                            .running()
                            .isPresent()) {
                new Departure(layout, progress).run(settings.get().nodeName());
            }
            attempt("supervisor", () -> stop(Supervisor.COMPONENT));
            boolean node = settings.isPresent() && !settings.get().controlPlaneOnly();
            if (node) {
                attempt("node and its pods", () -> stopNode(settings.get()));
                attempt("containerd", () -> stop(ClusterProcesses.CONTAINERD));
            }
            attempt("master and database", () -> {
                stop(ClusterProcesses.MASTER);
                stopDatabase();
            });
            if (node) {
                attempt("leftovers", () -> new Leftovers(layout).clean().forEach(progress::say));
            }
            if (purge && troubles.isEmpty()) {
                attempt("data", () -> {
                    FileTree.delete(layout.data());
                    progress.say(layout.data() + " is deleted");
                });
                if (several) {
                    progress.say(
                            "the other masters still count " + settings.get().nodeName()
                                    + " as one of them; run `nakhoda masters remove "
                                    + settings.get().nodeName() + "` on one of them");
                }
            }
        }
        return List.copyOf(troubles);
    }

    private void attempt(String what, Action action) {
        progress.begin("stopping " + what);
        try {
            action.run();
            progress.done(what, "stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            troubles.add(what + ": interrupted");
        } catch (Exception e) {
            troubles.add(what + ": " + e.getMessage());
            progress.done(what, e.getMessage());
        }
    }

    private void stop(String component) throws IOException, InterruptedException {
        PidFile file = new PidFile(layout.run(), component);
        Optional<ProcessRef> running = file.running();
        if (running.isPresent()) {
            running.get().stop(PATIENCE);
            if (running.get().alive()) {
                throw new IOException("process " + running.get().pid() + " cannot be stopped");
            }
        }
        file.delete();
    }

    /** The agent goes first, then a process of its own removes pods and network while the runtime still answers. */
    private void stopNode(Settings settings) throws IOException, InterruptedException {
        stop(ClusterProcesses.NODE);
        Optional<Process> runtime = runtimeForCleanup(settings);
        try {
            cleanUpNode(settings);
        } finally {
            if (runtime.isPresent()) {
                runtime.get().destroy();
                runtime.get().waitFor();
            }
        }
    }

    /** Pods can only be removed by the runtime that made them; if it is dead it runs once more. */
    private Optional<Process> runtimeForCleanup(Settings settings) throws IOException, InterruptedException {
        if (settings.criSocket().isPresent()
                || new PidFile(layout.run(), ClusterProcesses.CONTAINERD)
                        .running()
                        .isPresent()) {
            return Optional.empty();
        }
        Containerd containerd = new Containerd(layout);
        Process process = new ProcessBuilder(containerd.command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        layout.log(ClusterProcesses.CONTAINERD).toFile()))
                .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline && !containerd.answers()) {
            Thread.sleep(100);
        }
        return Optional.of(process);
    }

    private void cleanUpNode(Settings settings) throws IOException, InterruptedException {
        Command.Result result =
                Command.run(Duration.ofMinutes(2), ClusterProcesses.agentCommand(settings, distribution, "cleanup"));
        if (!result.ok()) {
            List<String> lines = result.lines();
            throw new IOException("cleaning up did not succeed: "
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size())));
        }
    }

    /** The master stops its database; if it was killed, its database is still there. */
    private void stopDatabase() throws IOException, InterruptedException {
        Path pidFile = layout.postgres();
        for (ProcessRef server : Leftovers.processesWithArgument(pidFile.toString() + "/", "postgres")) {
            server.stop(PATIENCE);
        }
    }
}
