package org.nakhoda.apiserver.representation;

import java.io.ByteArrayOutputStream;
import org.nakhoda.api.status.ApiException;
import tools.jackson.databind.node.ObjectNode;

/** Writes the events of one watch in the representation that its client accepts. */
public interface EventWriter {
    String contentType();

    /** @param object in the shape of the watch's kind (see {@link StoredShape#read}) */
    void object(EventType event, byte[] object, ByteArrayOutputStream out);

    /** @param mark kind, apiVersion and metadata only */
    void bookmark(ObjectNode mark, ByteArrayOutputStream out);

    void error(ApiException fault, ByteArrayOutputStream out);
}
