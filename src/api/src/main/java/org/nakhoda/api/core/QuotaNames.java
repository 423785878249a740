package org.nakhoda.api.core;

import java.util.Set;

/** Names of resources that can be bounded, and which of them are counted in whole numbers. */
final class QuotaNames {
    private static final Set<String> COUNTED = Set.of(
            "pods",
            "services",
            "replicationcontrollers",
            "resourcequotas",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "services.nodeports",
            "services.loadbalancers");
    private static final Set<String> AMOUNTS = Set.of(
            "cpu",
            "memory",
            "ephemeral-storage",
            "storage",
            "requests.cpu",
            "requests.memory",
            "requests.storage",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage");

    private QuotaNames() {}

    static boolean counted(String name) {
        return COUNTED.contains(name) || name.startsWith("count/");
    }

    /** Null if a quota may bound {@code name}, else why not. */
    static String quotaFault(String name) {
        boolean known = counted(name)
                || AMOUNTS.contains(name)
                || name.startsWith("hugepages-")
                || name.startsWith("requests.hugepages-")
                || name.indexOf('/') > 0
                || name.contains(".storageclass.storage.k8s.io/");
        return known ? null : "must be a standard resource for quota";
    }
}
