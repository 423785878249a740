package org.nakhoda.apiserver.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.api.status.ApiException;

/**
 * Where a limited list goes on: after which object, at which revision. Opaque to clients.
 *
 * @param revision {@link Revision#NONE} for whatever state there is
 */
record ContinueToken(Revision revision, String namespace, String name) {
    boolean anyRevision() {
        return revision.equals(Revision.NONE);
    }

    /** The same place in the state that is there when the list goes on. */
    ContinueToken atAnyRevision() {
        return new ContinueToken(Revision.NONE, namespace, name);
    }

    String encode() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((revision + "/" + namespace + "/" + name).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @throws ApiException BAD_REQUEST
     */
    static ContinueToken parse(String text) {
        try {
            String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            String[] parts = decoded.split("/", -1);
            if (parts.length == 3) {
                return new ContinueToken(Revision.parse(parts[0]), parts[1], parts[2]);
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw ApiException.badRequest("continue key is not valid: list again without it");
    }
}
