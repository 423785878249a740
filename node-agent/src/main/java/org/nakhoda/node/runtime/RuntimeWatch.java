package org.nakhoda.node.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.cri.v1.Container;
import org.nakhoda.node.cri.v1.PodSandbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which pods have changed in the runtime: at once by the runtime's event stream where it has one (that of CRI, or
 * containerd's own), and in any case by comparing lists every few seconds. Events only say that something happened;
 * whoever is told reads the pod anew. So a lost event costs time and nothing else.
 */
public final class RuntimeWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeWatch.class);
    private static final Duration RELIST = Duration.ofSeconds(10);
    private static final Duration RELIST_WITHOUT_EVENTS = Duration.ofSeconds(1);
    private static final Duration RECONNECT = Duration.ofSeconds(1);

    private final Cri cri;
    private final Consumer<String> changed;
    private final Consumer<Map<String, PodIdentity>> listed;
    private final Thread relister = new Thread(this::relist, "runtime-relist");
    private final Thread listener = new Thread(this::listen, "runtime-events");

    /** Which pod a container or sandbox belongs to, by id. */
    private final Map<String, String> owners = new ConcurrentHashMap<>();

    private volatile boolean following;
    private volatile boolean closed;
    private Map<String, Set<String>> before = Map.of();

    /**
     * @param changed gets the uid of a pod of which something changed
     * @param listed gets, after each comparison, every pod that the runtime has something of, by uid
     */
    public RuntimeWatch(Cri cri, Consumer<String> changed, Consumer<Map<String, PodIdentity>> listed) {
        this.cri = cri;
        this.changed = changed;
        this.listed = listed;
        relister.setDaemon(true);
        listener.setDaemon(true);
    }

    public void start() {
        relister.start();
        listener.start();
    }

    private void relist() {
        boolean reachable = true;
        while (!closed) {
            try {
                compare();
                if (!reachable) {
                    LOG.info("the container runtime answers again");
                }
                reachable = true;
            } catch (CriException e) {
                if (reachable && !closed) {
                    LOG.warn("the container runtime does not answer, trying on: {}", e.getMessage());
                }
                reachable = false;
            } catch (RuntimeException e) {
                LOG.error("comparing the runtime's lists failed", e);
            }
            pause(following ? RELIST : RELIST_WITHOUT_EVENTS);
        }
    }

    private void compare() {
        Map<String, PodIdentity> pods = new HashMap<>();
        Map<String, Set<String>> now = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (PodSandbox sandbox : cri.listPodSandboxes(Map.of())) {
            String uid = sandbox.getMetadata().getUid();
            pods.put(
                    uid,
                    new PodIdentity(
                            sandbox.getMetadata().getNamespace(),
                            sandbox.getMetadata().getName(),
                            uid));
            now.computeIfAbsent(uid, u -> new HashSet<>()).add(sandbox.getId() + "/" + sandbox.getStateValue());
            owners.put(sandbox.getId(), uid);
            ids.add(sandbox.getId());
        }
        for (Container container : cri.listContainers(Map.of())) {
            String uid = container.getLabelsMap().get(RuntimeLabels.POD_UID);
            if (uid != null) {
                now.computeIfAbsent(uid, u -> new HashSet<>()).add(container.getId() + "/" + container.getStateValue());
                owners.put(container.getId(), uid);
                ids.add(container.getId());
            }
        }
        owners.keySet().retainAll(ids);
        Set<String> uids = new HashSet<>(now.keySet());
        uids.addAll(before.keySet());
        for (String uid : uids) {
            if (!now.getOrDefault(uid, Set.of()).equals(before.get(uid))) {
                changed.accept(uid);
            }
        }
        before = now;
        listed.accept(pods);
    }

    private void listen() {
        boolean ofCri = true;
        while (!closed) {
            try {
                following = true;
                if (ofCri) {
                    cri.followEvents(this::onEvent);
                } else {
                    cri.followContainerdEvents(this::onEvent);
                }
            } catch (CriException e) {
                if (e.kind() == CriException.Kind.UNIMPLEMENTED && ofCri) {
                    ofCri = false;
                    continue;
                }
                following = false;
                if (e.kind() == CriException.Kind.UNIMPLEMENTED) {
                    LOG.info("the container runtime has no event stream: looking every second instead");
                    return;
                }
                LOG.debug("the runtime's event stream broke: {}", e.getMessage());
            } catch (RuntimeException e) {
                following = false;
                LOG.error("following the runtime's events failed, trying again", e);
            }
            pause(RECONNECT);
        }
    }

    private void onEvent(String id) {
        String uid = owners.get(id);
        if (uid == null) {
            uid = find(id);
        }
        if (uid != null) {
            owners.put(id, uid);
            changed.accept(uid);
        }
    }

    /** The pod of a container or sandbox that is younger than the last comparison; null if it is gone or nobody's. */
    private String find(String id) {
        try {
            return cri.containerStatus(id).getLabelsMap().get(RuntimeLabels.POD_UID);
        } catch (CriException e) {
            try {
                return cri.podSandboxStatus(id).getMetadata().getUid();
            } catch (CriException gone) {
                return null;
            }
        }
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        relister.interrupt();
        listener.interrupt();
    }
}
