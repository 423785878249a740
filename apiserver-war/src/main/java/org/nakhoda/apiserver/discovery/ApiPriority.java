package org.nakhoda.apiserver.discovery;

import java.util.Map;

/**
 * Where a group version stands among the others in discovery: the larger comes first. kubectl takes the first resource of
 * a name that several groups have.
 *
 * @param group 1 to 20000
 * @param version within the group, 1 to 1000
 */
public record ApiPriority(int group, int version) {
    /** Custom groups stand behind the built-in ones, and their versions in the order of their names. */
    public static final ApiPriority CUSTOM = new ApiPriority(1000, 100);

    private static final int ONLY = 15;

    /** Kubernetes' own order. */
    private static final Map<String, Integer> GROUPS = Map.ofEntries(
            Map.entry("apiregistration.k8s.io", 20000),
            Map.entry("", 18000),
            Map.entry("apps", 17800),
            Map.entry("events.k8s.io", 17750),
            Map.entry("authentication.k8s.io", 17700),
            Map.entry("authorization.k8s.io", 17600),
            Map.entry("autoscaling", 17500),
            Map.entry("batch", 17400),
            Map.entry("certificates.k8s.io", 17300),
            Map.entry("networking.k8s.io", 17200),
            Map.entry("policy", 17100),
            Map.entry("rbac.authorization.k8s.io", 17000),
            Map.entry("storage.k8s.io", 16800),
            Map.entry("apiextensions.k8s.io", 16700),
            Map.entry("admissionregistration.k8s.io", 16700),
            Map.entry("scheduling.k8s.io", 16600),
            Map.entry("coordination.k8s.io", 16500),
            Map.entry("node.k8s.io", 16300),
            Map.entry("discovery.k8s.io", 16200),
            Map.entry("flowcontrol.apiserver.k8s.io", 16100),
            Map.entry("internal.apiserver.k8s.io", 16000),
            Map.entry("resource.k8s.io", 15900),
            Map.entry("storagemigration.k8s.io", 15800));

    private static final Map<String, Integer> VERSIONS =
            Map.of("/v1", 1, "autoscaling/v2", 30, "autoscaling/v1", ONLY, "flowcontrol.apiserver.k8s.io/v1", 21);

    /** The place of a group version that this server serves itself. */
    public static ApiPriority of(String group, String version) {
        Integer place = GROUPS.get(group);
        return place == null ? CUSTOM : new ApiPriority(place, VERSIONS.getOrDefault(group + "/" + version, ONLY));
    }
}
