package org.nakhoda.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.nakhoda.client.queue.Backoff;
import org.nakhoda.client.queue.WorkQueue;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.runtime.PodIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loops of all pods. Sources say which pods there are to be; the runtime, probes, pulls and stops wake a loop when
 * something of its pod has changed. A pod's loop never runs twice at a time, and different pods' loops do not wait for each
 * other.
 */
public final class PodWorkers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PodWorkers.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(20));
    private static final int WORKERS = 64;

    private final Map<String, PodState> pods = new ConcurrentHashMap<>();
    private final Set<String> orphans = ConcurrentHashMap.newKeySet();
    private final PodServices services;
    private final PodSync sync;
    private final PodTeardown teardown;
    private final Executor executor;
    private final ControllerRunner<String> runner;
    private volatile boolean sourcesKnown;

    public PodWorkers(PodServices services, Executor executor) {
        this.services = services;
        this.sync = new PodSync(services);
        this.teardown = new PodTeardown(services);
        this.executor = executor;
        this.runner = ControllerRunner.<String>named("pods", this::turn, executor)
                .workers(WORKERS)
                .queue(() -> new WorkQueue<>(BACKOFF))
                .build();
    }

    public void start() {
        runner.start();
    }

    /** The pod is to be on this node, as it is here. */
    public void update(Pod pod) {
        String uid = pod.getMetadata().getUid();
        PodState state = pods.computeIfAbsent(uid, u -> new PodState(pod));
        state.update(pod);
        runner.add(uid);
    }

    /** The pod is not to be on this node any more. */
    public void remove(String uid) {
        PodState state = pods.get(uid);
        if (state != null) {
            state.remove();
            runner.add(uid);
        }
    }

    /** Something of the pod has changed. */
    public void wake(String uid) {
        if (pods.containsKey(uid)) {
            runner.add(uid);
        }
    }

    /** All sources have said which pods there are: what belongs to none of them can be removed from now on. */
    public void sourcesKnown() {
        sourcesKnown = true;
        removeForgottenFiles();
    }

    /** @param found the pods that the runtime has something of, by uid */
    public void compare(Map<String, PodIdentity> found) {
        if (!sourcesKnown) {
            return;
        }
        for (PodIdentity identity : found.values()) {
            if (!pods.containsKey(identity.uid()) && orphans.add(identity.uid())) {
                executor.execute(() -> removeOrphan(identity));
            }
        }
    }

    private void removeOrphan(PodIdentity identity) {
        try {
            if (!pods.containsKey(identity.uid())) {
                LOG.info("{} is nobody's pod any more, removing it", identity);
                teardown.removeOrphan(identity);
            }
        } catch (CriException | IOException e) {
            LOG.warn("{} not removed yet: {}", identity, e.getMessage());
        } finally {
            orphans.remove(identity.uid());
        }
    }

    /** Folders of pods that were removed while the agent was away and of which the runtime has nothing either. */
    private void removeForgottenFiles() {
        Path folder = services.files().pods();
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String uid = entry.getFileName().toString();
                if (!pods.containsKey(uid) && services.reader().read(uid).isEmpty()) {
                    services.volumes().remove(uid);
                    services.cgroups().remove(uid);
                }
            }
        } catch (IOException | CriException e) {
            LOG.warn("files of former pods not removed: {}", e.getMessage());
        }
    }

    private Result turn(String uid) {
        PodState state = pods.get(uid);
        if (state == null) {
            return Result.done();
        }
        PodSync.Outcome outcome = sync.sync(state);
        if (outcome instanceof PodSync.Outcome.Again again) {
            Duration delay = again.delay();
            return Result.after(delay.isNegative() || delay.isZero() ? Duration.ofMillis(1) : delay);
        }
        if (state.removed() || !state.deleting()) {
            pods.remove(uid);
            services.statuses().forget(uid);
            LOG.info("{} is removed", state.identity);
        }
        // else its object is about to disappear, and the source will say so
        return Result.done();
    }

    /** The pods as they are wanted, whatever state they are in. */
    public Collection<Pod> all() {
        return pods.values().stream().map(PodState::pod).toList();
    }

    /** Those that use the node's resources. */
    public List<Pod> active() {
        List<Pod> active = new ArrayList<>();
        pods.values().stream().filter(state -> state.admitted && !state.over).forEach(state -> active.add(state.pod()));
        return active;
    }

    public Optional<Pod> find(String namespace, String name) {
        return all().stream()
                .filter(pod -> pod.getMetadata().getNamespace().equals(namespace)
                        && pod.getMetadata().getName().equals(name))
                // the one that is not going yet, if one goes and one comes
                .min((a, b) -> Boolean.compare(
                        a.getMetadata().getDeletionTimestamp() != null,
                        b.getMetadata().getDeletionTimestamp() != null));
    }

    @Override
    public void close() {
        runner.stop();
    }
}
