package org.nakhoda.apiserver.representation;

import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse.Writer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which part of objects a client sees. Objects come in as JSON, in the shape of their kind (see {@link StoredShape}), and go out
 * as JSON.
 */
sealed interface Shape permits PlainShape, TableShape {
    /**
     * Clients that want metadata alone say whether of an object or of a list.
     *
     * @throws org.nakhoda.api.status.ApiException NOT_ACCEPTABLE if this is the shape of the other
     */
    default void refuseUnlessFor(ResourceType type, boolean list) {}

    byte[] object(ResourceType type, byte[] object, ApiRequest request);

    /**
     * What writes a list as one JSON document.
     *
     * @throws org.nakhoda.api.status.ApiException at once if the request cannot be read
     */
    Writer list(ResourceType type, ListPosition position, List<byte[]> objects, ApiRequest request);

    /** The shape of the objects in one watch's events; may remember what it has sent. */
    WatchShape watch(ResourceType type, ApiRequest request);

    /** One watcher's way of seeing objects. */
    interface WatchShape {
        byte[] object(byte[] object);

        /** @param mark kind, apiVersion and metadata only */
        byte[] bookmark(ObjectNode mark);
    }
}
