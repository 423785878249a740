package org.nakhoda.apiserver.representation;

import org.nakhoda.api.json.Json;
import org.nakhoda.api.table.ListPosition;
import tools.jackson.databind.node.ObjectNode;

/** A list's {@code metadata}. */
final class ListMetadata {
    private ListMetadata() {}

    static ObjectNode of(ListPosition position) {
        ObjectNode metadata =
                Json.object().put("resourceVersion", position.revision().toString());
        if (position.continueToken() != null) {
            metadata.put("continue", position.continueToken());
            if (position.remaining() != null) {
                metadata.put("remainingItemCount", position.remaining());
            }
        }
        return metadata;
    }
}
