package org.nakhoda.controllers.garbage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.nakhoda.client.informer.Change;
import org.nakhoda.client.informer.ObjectMetadata;
import org.nakhoda.client.informer.ObjectMetadata.Owner;
import org.nakhoda.controllers.discovery.ServedResource;

/**
 * Who owns whom, among all objects that the informers have shown. Keys are uids. An owner that is not in the graph may
 * not have been shown yet: only the API can tell that it does not exist.
 */
final class OwnerGraph {
    /** An object in the graph. */
    record Node(ServedResource resource, ObjectMetadata metadata) {
        String uid() {
            return metadata.uid();
        }

        String path() {
            return resource.path(metadata.name().namespace(), metadata.name().name());
        }

        /** Whether it is going and waits for dependents to go first. */
        boolean waitsForDependents() {
            return metadata.deleting() && metadata.hasFinalizer(Finalizers.FOREGROUND);
        }

        /** Whether it is going and its dependents are to forget it first. */
        boolean orphansDependents() {
            return metadata.deleting() && metadata.hasFinalizer(Finalizers.ORPHAN);
        }

        @Override
        public String toString() {
            return resource.name() + " " + metadata.name();
        }
    }

    private final ReentrantLock graphLock = new ReentrantLock();

    @GuardedBy("graphLock")
    private final Map<String, Node> nodes = new HashMap<>();

    /** By the owner's uid, whether the owner is known or not. */
    @GuardedBy("graphLock")
    private final Map<String, Set<String>> dependents = new HashMap<>();

    /**
     * Takes in a change.
     *
     * @return the uids of the objects that it concerns
     */
    Set<String> observe(ServedResource resource, Change<ObjectMetadata> change) {
        graphLock.lock();
        try {
            return change.isDeletion()
                    ? removedLocked(change.latest())
                    : seenLocked(new Node(resource, change.latest()));
        } finally {
            graphLock.unlock();
        }
    }

    @GuardedBy("graphLock")
    private Set<String> seenLocked(Node node) {
        Node former = nodes.put(node.uid(), node);
        List<Owner> formerOwners =
                former == null ? List.of() : former.metadata().owners();
        for (Owner owner : formerOwners) {
            unlinkLocked(owner.uid(), node.uid());
        }
        Set<String> concerned = new TreeSet<>();
        for (Owner owner : node.metadata().owners()) {
            dependents.computeIfAbsent(owner.uid(), uid -> new HashSet<>()).add(node.uid());
            Node known = nodes.get(owner.uid());
            if (known == null || known.waitsForDependents()) {
                concerned.add(node.uid());
            }
        }
        // an owner that waits may have one less to wait for
        for (Owner owner : formerOwners) {
            boolean changed = !node.metadata().owners().contains(owner);
            Node known = nodes.get(owner.uid());
            if (known != null
                    && known.waitsForDependents()
                    && (changed || node.metadata().deleting())) {
                concerned.add(owner.uid());
            }
        }
        boolean isNews = former == null || former.waitsForDependents() != node.waitsForDependents();
        if (node.orphansDependents() || node.waitsForDependents()) {
            concerned.add(node.uid());
            if (isNews && node.waitsForDependents()) {
                concerned.addAll(dependents.getOrDefault(node.uid(), Set.of()));
            }
        }
        return concerned;
    }

    @GuardedBy("graphLock")
    private Set<String> removedLocked(ObjectMetadata metadata) {
        nodes.remove(metadata.uid());
        Set<String> concerned = new TreeSet<>(dependents.getOrDefault(metadata.uid(), Set.of()));
        for (Owner owner : metadata.owners()) {
            unlinkLocked(owner.uid(), metadata.uid());
            Node known = nodes.get(owner.uid());
            if (known != null && known.waitsForDependents()) {
                concerned.add(owner.uid());
            }
        }
        return concerned;
    }

    @GuardedBy("graphLock")
    private void unlinkLocked(String ownerUid, String dependentUid) {
        Set<String> set = dependents.get(ownerUid);
        if (set != null && set.remove(dependentUid) && set.isEmpty()) {
            dependents.remove(ownerUid);
        }
    }

    Optional<Node> node(String uid) {
        graphLock.lock();
        try {
            return Optional.ofNullable(nodes.get(uid));
        } finally {
            graphLock.unlock();
        }
    }

    List<Node> dependentsOf(String uid) {
        graphLock.lock();
        try {
            List<Node> found = new ArrayList<>();
            for (String dependent : dependents.getOrDefault(uid, Set.of())) {
                Node node = nodes.get(dependent);
                if (node != null) {
                    found.add(node);
                }
            }
            return found;
        } finally {
            graphLock.unlock();
        }
    }

    /** The objects that need a look whatever has changed: with an unknown owner, or half deleted. */
    Set<String> suspects() {
        graphLock.lock();
        try {
            Set<String> suspects = new TreeSet<>();
            for (Node node : nodes.values()) {
                boolean doubtful = false;
                for (Owner reference : node.metadata().owners()) {
                    Node owner = nodes.get(reference.uid());
                    doubtful |= owner == null || owner.waitsForDependents();
                }
                if (doubtful || node.waitsForDependents() || node.orphansDependents()) {
                    suspects.add(node.uid());
                }
            }
            return suspects;
        } finally {
            graphLock.unlock();
        }
    }
}
