package org.nakhoda.api.meta;

import java.util.Objects;

/**
 * Where an object lives. Order is resource, namespace, name: the order of lists.
 *
 * @param namespace empty for cluster-scoped objects
 */
public record ResourceKey(GroupResource resource, String namespace, String name) implements Comparable<ResourceKey> {
    public ResourceKey {
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
    }

    @Override
    public int compareTo(ResourceKey other) {
        int byResource = resource.compareTo(other.resource);
        if (byResource != 0) {
            return byResource;
        }
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? resource + "/" + name : resource + "/" + namespace + "/" + name;
    }
}
