package org.nakhoda.api.patch;

import tools.jackson.databind.JsonNode;

/** A change to a document that was sent by a client. Immutable; can be applied again after a lost optimistic lock. */
@FunctionalInterface
public interface Patch {
    /**
     * The patched document, a new tree; {@code document} is not changed.
     *
     * @throws PatchException if the patch does not fit the document
     */
    JsonNode apply(JsonNode document);
}
