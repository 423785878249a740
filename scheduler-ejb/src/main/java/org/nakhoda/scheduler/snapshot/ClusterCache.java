package org.nakhoda.scheduler.snapshot;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the scheduler knows of nodes and of the pods on them, kept up by informers and by its own decisions: a pod that
 * was given a node but whose binding has not come back yet is <em>assumed</em> to be there, so that the next decision
 * counts it. A confirmed binding replaces the assumption; {@link #forget} takes it back.
 *
 * <p>Safe for use by several threads. A snapshot rebuilds only the nodes that changed since the last one.
 */
public final class ClusterCache {
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<String, Entry> nodes = new TreeMap<>();

    /** Every pod that takes room on a node, by uid. */
    @GuardedBy("lock")
    private final Map<String, Placed> pods = new HashMap<>();

    private record Placed(PodInfo pod, String node, boolean assumed) {}

    private static final class Entry {
        private Node node;
        private final Map<String, PodInfo> pods = new HashMap<>();
        private NodeInfo built;
    }

    public void setNode(Node node) {
        synchronized (lock) {
            Entry entry = entryLocked(node.getMetadata().getName());
            entry.node = node;
            entry.built = null;
        }
    }

    public void removeNode(String name) {
        synchronized (lock) {
            Entry entry = nodes.get(name);
            if (entry != null) {
                entry.node = null;
                entry.built = null;
                dropIfEmptyLocked(name, entry);
            }
        }
    }

    /** Takes note of a pod as the API shows it. Pods that are not bound, or have ended, take no room. */
    public void setPod(PodInfo pod) {
        synchronized (lock) {
            Placed known = pods.get(pod.uid());
            if (pod.nodeName() == null && known != null && known.assumed()) {
                return; // an older state than our own decision
            }
            takeOutLocked(pod.uid());
            if (pod.nodeName() != null && !pod.terminal()) {
                putInLocked(new Placed(pod, pod.nodeName(), false));
            }
        }
    }

    public void removePod(String uid) {
        synchronized (lock) {
            takeOutLocked(uid);
        }
    }

    /** Counts a pod on a node before the API has confirmed it. */
    public void assume(PodInfo pod, String node) {
        synchronized (lock) {
            takeOutLocked(pod.uid());
            putInLocked(new Placed(pod, node, true));
        }
    }

    /** Takes an assumption back, unless it has been confirmed meanwhile. */
    public void forget(String uid) {
        synchronized (lock) {
            Placed known = pods.get(uid);
            if (known != null && known.assumed()) {
                takeOutLocked(uid);
            }
        }
    }

    /** Whether this pod already has a room, confirmed or assumed. */
    public boolean isPlaced(String uid) {
        synchronized (lock) {
            return pods.containsKey(uid);
        }
    }

    public Snapshot snapshot() {
        synchronized (lock) {
            List<NodeInfo> infos = new ArrayList<>(nodes.size());
            for (Entry entry : nodes.values()) {
                if (entry.node == null) {
                    continue;
                }
                if (entry.built == null) {
                    entry.built = new NodeInfo(entry.node, entry.pods.values());
                }
                infos.add(entry.built);
            }
            return new Snapshot(infos);
        }
    }

    @GuardedBy("lock")
    private Entry entryLocked(String name) {
        return nodes.computeIfAbsent(name, n -> new Entry());
    }

    @GuardedBy("lock")
    private void putInLocked(Placed placed) {
        pods.put(placed.pod().uid(), placed);
        Entry entry = entryLocked(placed.node());
        entry.pods.put(placed.pod().uid(), placed.pod());
        entry.built = null;
    }

    @GuardedBy("lock")
    private void takeOutLocked(String uid) {
        Placed placed = pods.remove(uid);
        if (placed != null) {
            Entry entry = nodes.get(placed.node());
            entry.pods.remove(uid);
            entry.built = null;
            dropIfEmptyLocked(placed.node(), entry);
        }
    }

    @GuardedBy("lock")
    private void dropIfEmptyLocked(String name, Entry entry) {
        if (entry.node == null && entry.pods.isEmpty()) {
            nodes.remove(name);
        }
    }
}
