package org.nakhoda.apiserver.discovery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nakhoda.api.catalogue.ResourceType;

/**
 * The catalogue by group and version. Groups keep the catalogue's order, versions stand in Kubernetes' order of
 * preference, resources in the order of their names.
 */
public final class GroupVersions {
    private final Map<String, Map<String, List<ResourceType>>> groups = new LinkedHashMap<>();

    public GroupVersions(List<ResourceType> types) {
        types.stream()
                .sorted(Comparator.comparing(type -> type.resource().resource()))
                .forEach(type -> groups.computeIfAbsent(type.group(), g -> new TreeMap<>(new VersionOrder()))
                        .computeIfAbsent(type.version(), v -> new ArrayList<>())
                        .add(type));
        Map<String, Map<String, List<ResourceType>>> ordered = new LinkedHashMap<>();
        types.forEach(type -> ordered.putIfAbsent(type.group(), groups.get(type.group())));
        groups.clear();
        groups.putAll(ordered);
    }

    /** Group to version to resources; the core group is "". */
    public Map<String, Map<String, List<ResourceType>>> groups() {
        return Collections.unmodifiableMap(groups);
    }

    /** {@code v1} in the core group, {@code apps/v1} elsewhere. */
    public static String name(String group, String version) {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
