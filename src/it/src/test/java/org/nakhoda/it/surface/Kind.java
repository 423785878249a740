package org.nakhoda.it.surface;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind in one version, as discovery tells of it.
 *
 * @param group empty for the core group
 * @param subresources their verbs by name, such as {@code status}
 * @param example a valid object of it, in the namespace {@link #TEAM} if it is namespaced
 */
record Kind(
        String group,
        String version,
        String kind,
        String plural,
        boolean namespaced,
        Set<String> verbs,
        Map<String, Set<String>> subresources,
        ObjectNode example) {
    /** The namespace that examples name. */
    static final String TEAM = "team";

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    boolean serves(String verb) {
        return verbs.contains(verb);
    }

    boolean serves(String subresource, String verb) {
        return subresources.getOrDefault(subresource, Set.of()).contains(verb);
    }

    String name() {
        return example.at("/metadata/name").asString("");
    }

    @Override
    public String toString() {
        return apiVersion() + " " + kind;
    }
}
