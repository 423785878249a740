package org.nakhoda.db.masters;

import java.util.Optional;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the leader knows of another member: what it said last.
 *
 * @param followedEpoch of the primary that it follows; 0 if it follows none
 * @param streaming whether its database receives
 * @param complete whether its copy is whole
 * @param revision up to where its readers see
 * @param trouble in words
 */
record MemberView(long followedEpoch, boolean streaming, boolean complete, long revision, Optional<String> trouble) {
    static MemberView of(ObjectNode json) {
        return new MemberView(
                json.path("followedEpoch").asLong(0),
                json.path("streaming").asBoolean(false),
                json.path("complete").asBoolean(false),
                json.path("revision").asLong(0),
                Optional.of(json.path("trouble").asString("")).filter(text -> !text.isEmpty()));
    }

    ObjectNode json() {
        return Json.object()
                .put("followedEpoch", followedEpoch)
                .put("streaming", streaming)
                .put("complete", complete)
                .put("revision", revision)
                .put("trouble", trouble.orElse(""));
    }
}
