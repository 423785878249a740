package org.nakhoda.controllers.discovery;

import java.util.Set;
import org.nakhoda.client.write.ObjectPath;

/**
 * A resource in its group's preferred version.
 *
 * @param apiVersion such as {@code v1} or {@code apps/v1}
 * @param plural as it stands in URLs
 */
public record ServedResource(String apiVersion, String plural, String kind, boolean namespaced, Set<String> verbs) {
    /** Empty for the core group. */
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    public String collectionPath(String namespace) {
        return ObjectPath.collection(apiVersion, plural, namespace);
    }

    public String path(String namespace, String name) {
        return ObjectPath.of(apiVersion, plural, namespaced ? namespace : "", name);
    }

    public boolean allows(String... wanted) {
        return verbs.containsAll(Set.of(wanted));
    }

    /** {@code deployments.apps}, as Kubernetes writes it in messages. */
    public String name() {
        return group().isEmpty() ? plural : plural + "." + group();
    }
}
