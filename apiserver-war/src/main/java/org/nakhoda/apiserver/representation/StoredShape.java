package org.nakhoda.apiserver.representation;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** From stored bytes to the shape of the kind that was asked for. Nearly always they are the same. */
public final class StoredShape {
    private StoredShape() {}

    public static byte[] read(ResourceType type, byte[] stored) {
        return type.conversion() == null ? stored : Json.bytes(tree(type, stored));
    }

    /** A tree that the caller may edit. */
    public static ObjectNode tree(ResourceType type, byte[] stored) {
        ObjectNode tree = (ObjectNode) Json.parse(stored);
        return type.conversion() == null ? tree : type.conversion().fromStorage(tree);
    }
}
