package org.nakhoda.api.apiextensions;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes one version of a declared kind's objects out of another, as {@code spec.conversion} says. */
public interface VersionConverter {
    /** Strategy None: the versions differ in nothing but their name. */
    VersionConverter NONE = new VersionConverter() {
        @Override
        public List<ObjectNode> convert(List<ObjectNode> objects, String apiVersion) {
            objects.forEach(object -> object.put("apiVersion", apiVersion));
            return objects;
        }

        @Override
        public boolean isRemote() {
            return false;
        }
    };

    /**
     * @param objects of any versions but this one; may be edited
     * @return as many objects, in the same order, each the same as before but for its labels and annotations and what does
     *     not belong to metadata
     * @throws org.nakhoda.api.status.ApiException INTERNAL_ERROR if they cannot be converted
     */
    List<ObjectNode> convert(List<ObjectNode> objects, String apiVersion);

    /** Whether somebody else is asked. */
    boolean isRemote();

    /** Finds the converter that a definition declares. */
    @FunctionalInterface
    interface Source {
        /** Is called once for each state of a definition and must be quick. */
        VersionConverter of(JsonNode definition);
    }
}
