package org.nakhoda.node;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.node.cgroup.PodCgroups;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.cri.v1.Container;
import org.nakhoda.node.cri.v1.ContainerState;
import org.nakhoda.node.cri.v1.PodSandbox;
import org.nakhoda.node.network.NodeNetwork;
import org.nakhoda.node.volume.MemoryMounts;
import org.nakhoda.node.volume.PodFiles;
import org.nakhoda.node.volume.Trees;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes everything of the agent's off this machine: pods (asked to end, and then made to), their files, mounts and control
 * groups, and the node's network. Every step is tried whatever became of the others.
 */
final class NodeCleanup {
    private static final Logger LOG = LoggerFactory.getLogger(NodeCleanup.class);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int AT_A_TIME = 8;

    private final Settings settings;
    private final List<String> faults = new ArrayList<>();

    NodeCleanup(Settings settings) {
        this.settings = settings;
    }

    /** @throws IOException naming everything that could not be removed */
    void run() throws IOException {
        PodFiles files = PodFiles.under(settings.dataDir());
        Set<String> uids = new TreeSet<>();
        ExecutorService executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "cleanup");
            thread.setDaemon(true);
            return thread;
        });
        boolean systemd = false;
        if (Files.exists(NodeAgent.criSocket(settings))) {
            try (Cri cri = new Cri(NodeAgent.criSocket(settings), executor)) {
                systemd = RuntimeFacts.await(cri).systemdCgroups();
                removePods(cri, uids);
            } catch (CriException e) {
                faults.add("the container runtime does not answer: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                faults.add("interrupted");
            }
        }
        if (Files.isDirectory(files.pods())) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(files.pods())) {
                entries.forEach(entry -> uids.add(entry.getFileName().toString()));
            }
        }
        PodCgroups cgroups = new PodCgroups(Path.of("/sys/fs/cgroup"), systemd);
        for (String uid : uids) {
            attempt("control group of pod " + uid, () -> cgroups.remove(uid));
        }
        attempt("mounts below " + files.node(), () -> MemoryMounts.removeAll(files.node()));
        attempt("files of pods", () -> Trees.delete(files.pods()));
        attempt("memory volumes", () -> Trees.delete(files.memory()));
        attempt("network", () -> NodeNetwork.remove(settings));
        executor.shutdownNow();
        if (!faults.isEmpty()) {
            throw new IOException("not everything is removed: " + String.join("; ", faults));
        }
        LOG.info("{} pods are removed", uids.size());
    }

    private void removePods(Cri cri, Set<String> uids) {
        List<Callable<Void>> stops = new ArrayList<>();
        for (Container container : cri.listContainers(Map.of())) {
            if (container.getState() == ContainerState.CONTAINER_RUNNING) {
                stops.add(() -> {
                    cri.stopContainer(container.getId(), GRACE);
                    return null;
                });
            }
        }
        all("container", stops);
        List<Callable<Void>> removals = new ArrayList<>();
        for (PodSandbox sandbox : cri.listPodSandboxes(Map.of())) {
            uids.add(sandbox.getMetadata().getUid());
            removals.add(() -> {
                cri.stopPodSandbox(sandbox.getId());
                cri.removePodSandbox(sandbox.getId());
                return null;
            });
        }
        all("sandbox", removals);
    }

    private void all(String what, List<Callable<Void>> tasks) {
        ExecutorService few = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            for (Future<Void> done : few.invokeAll(tasks)) {
                done.get();
            }
        } catch (ExecutionException e) {
            faults.add(what + " not removed: " + e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            faults.add("interrupted");
        } finally {
            few.shutdownNow();
        }
    }

    /** A step of the removal. */
    private interface Step {
        void run() throws IOException;
    }

    private void attempt(String what, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            faults.add(what + ": " + e.getMessage());
        }
    }
}
