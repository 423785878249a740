package org.nakhoda.apiserver.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.ResourceType;

/** Everything that is served, here or by others, in the order of discovery: by priority, then by name. */
final class ServedGroups {
    private static final Comparator<Map.Entry<String, List<Version>>> GROUPS = Comparator.comparing(
                    (Map.Entry<String, List<Version>> group) -> group.getValue().stream()
                            .mapToInt(version -> version.priority().group())
                            .max()
                            .orElse(0),
                    Comparator.reverseOrder())
            .thenComparing(Map.Entry::getKey);

    private static final Comparator<Version> VERSIONS = Comparator.comparing(
                    (Version version) -> version.priority().version(), Comparator.reverseOrder())
            .thenComparing(Version::name, new VersionOrder());

    private ServedGroups() {}

    /**
     * @param types what this server serves of it; empty if another does
     * @param remote null if this server serves it
     */
    record Version(String name, ApiPriority priority, List<ResourceType> types, RemoteVersion remote) {}

    /** Group to version, both in order; what is registered with another server is not looked for here. */
    static Map<String, Map<String, Version>> of(List<ResourceType> types, List<RemoteVersion> remotes) {
        Map<String, Map<String, Version>> found = new HashMap<>();
        new GroupVersions(types)
                .groups()
                .forEach((group, versions) ->
                        versions.forEach((name, resources) -> found.computeIfAbsent(group, g -> new HashMap<>())
                                .put(name, new Version(name, ApiPriority.of(group, name), resources, null))));
        for (RemoteVersion remote : remotes) {
            found.computeIfAbsent(remote.group(), g -> new HashMap<>())
                    .put(remote.version(), new Version(remote.version(), remote.priority(), List.of(), remote));
        }
        Map<String, List<Version>> groups = new HashMap<>();
        found.forEach((group, versions) ->
                groups.put(group, versions.values().stream().sorted(VERSIONS).toList()));
        List<Map.Entry<String, List<Version>>> sorted = new ArrayList<>(groups.entrySet());
        sorted.sort(GROUPS);
        Map<String, Map<String, Version>> ordered = new LinkedHashMap<>();
        for (Map.Entry<String, List<Version>> group : sorted) {
            Map<String, Version> versions = new LinkedHashMap<>();
            group.getValue().forEach(version -> versions.put(version.name(), version));
            ordered.put(group.getKey(), versions);
        }
        return ordered;
    }
}
