package org.nakhoda.api.meta;

import java.util.Objects;

/**
 * A resource of an API group, whatever the version: {@code deployments} of {@code apps}.
 *
 * @param group the API group; empty for the core group
 * @param resource the plural, lower-case name that stands in URLs
 */
public record GroupResource(String group, String resource) implements Comparable<GroupResource> {
    public GroupResource {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(resource, "resource");
    }

    public static GroupResource core(String resource) {
        return new GroupResource("", resource);
    }

    @Override
    public int compareTo(GroupResource other) {
        int byGroup = group.compareTo(other.group);
        return byGroup != 0 ? byGroup : resource.compareTo(other.resource);
    }

    /** As Kubernetes writes it in messages: {@code deployments.apps}, or {@code pods} in the core group. */
    @Override
    public String toString() {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
