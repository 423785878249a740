package org.nakhoda.apiserver.representation;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.apiserver.request.ApiRequest;

/** Which part of objects a client sees. Objects come in as their stored bytes and go out as JSON. */
public sealed interface Shape permits WholeShape, MetadataShape, TableShape {
    Shape WHOLE = new WholeShape();

    byte[] object(ResourceType type, byte[] stored, ApiRequest request);

    /** Writes a list as one JSON document. */
    void list(ResourceType type, ListPosition position, List<byte[]> stored, ApiRequest request, OutputStream out)
            throws IOException;

    /** The shape of the objects in one watch's events; may remember what it has sent. */
    WatchShape watch(ResourceType type, ApiRequest request);

    /** One watcher's way of seeing objects. */
    interface WatchShape {
        byte[] object(byte[] stored);

        /** @param mark kind, apiVersion and metadata only */
        byte[] bookmark(byte[] mark);
    }
}
