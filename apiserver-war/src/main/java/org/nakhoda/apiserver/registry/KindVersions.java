package org.nakhoda.apiserver.registry;

import java.util.Optional;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.fieldmanager.Versions;
import tools.jackson.databind.node.ObjectNode;

/** The other versions of a kind, and other kinds that are the same stored objects: one becomes the other by way of what is stored. */
record KindVersions(Catalogue catalogue, ResourceType type) implements Versions {
    @Override
    public Optional<Shape> find(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        return catalogue
                .byKind(group, apiVersion.substring(slash + 1), type.kind())
                .filter(other -> other.storageResource().equals(type.storageResource()))
                .map(other -> new Shape(
                        other.schema(),
                        object -> converted(object, type, other),
                        object -> converted(object, other, type)));
    }

    private static ObjectNode converted(ObjectNode object, ResourceType from, ResourceType to) {
        ObjectNode stored =
                from.conversion() == null ? object : from.conversion().toStorage(object);
        return to.conversion() == null ? stored.deepCopy() : to.conversion().fromStorage(stored);
    }
}
