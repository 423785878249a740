package org.nakhoda.client.write;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Paths of objects below an API server's root. */
public final class ObjectPath {
    private ObjectPath() {}

    public static String of(HasMetadata object) {
        return of(
                object.getApiVersion(),
                object.getPlural(),
                object.getMetadata().getNamespace(),
                object.getMetadata().getName());
    }

    /**
     * @param apiVersion such as {@code v1} or {@code apps/v1}
     * @param plural the resource as it stands in URLs
     * @param namespace null or empty for cluster-scoped objects
     */
    public static String of(String apiVersion, String plural, String namespace, String name) {
        return collection(apiVersion, plural, namespace) + "/" + name;
    }

    /** The path of a resource's collection, in one namespace or (null or empty) in all. */
    public static String collection(String apiVersion, String plural, String namespace) {
        return (apiVersion.contains("/") ? "/apis/" : "/api/")
                + apiVersion
                + (namespace == null || namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                + "/"
                + plural;
    }
}
