package org.nakhoda.apiserver.representation;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.Revision;
import tools.jackson.databind.node.ObjectNode;

/** From stored bytes to the shape of the kind that was asked for. Nearly always they are the same. */
public final class StoredShape {
    private StoredShape() {}

    public static byte[] read(ResourceType type, byte[] stored) {
        return type.conversion() == null
                ? stored
                : EncodedOnce.shared().get(stored, type, bytes -> Json.bytes(tree(type, bytes)));
    }

    /** The same state, under another revision. */
    public static byte[] at(Revision revision, byte[] stored) {
        return EncodedOnce.shared().get(stored, revision, bytes -> {
            ObjectNode object = (ObjectNode) Json.parse(bytes);
            ((ObjectNode) object.get("metadata")).put("resourceVersion", revision.toString());
            return Json.bytes(object);
        });
    }

    /** A tree that the caller may edit. No field of what is stored stands twice, so this is not looked for. */
    public static ObjectNode tree(ResourceType type, byte[] stored) {
        ObjectNode tree = (ObjectNode) Json.parseRepeating(stored);
        return type.conversion() == null ? tree : type.conversion().fromStorage(tree);
    }
}
