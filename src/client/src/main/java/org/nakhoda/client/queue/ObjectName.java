package org.nakhoda.client.queue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;

/**
 * The key of one object of a known kind. It carries no state on purpose: a reconciler has to look the object up, so it
 * acts on what is true now and not on the event that woke it.
 *
 * @param namespace empty for cluster-scoped objects
 */
public record ObjectName(String namespace, String name) implements Comparable<ObjectName> {
    public ObjectName {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
    }

    public static ObjectName of(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new ObjectName(
                namespace == null ? "" : namespace, object.getMetadata().getName());
    }

    public static ObjectName clusterScoped(String name) {
        return new ObjectName("", name);
    }

    @Override
    public int compareTo(ObjectName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /** {@code namespace/name}, or the name alone: how informers key their caches, too. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
