package org.nakhoda.db.masters;

import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A member on its way between masters. */
final class MemberJson {
    private MemberJson() {}

    static ObjectNode write(Member member) {
        return Json.object()
                .put("name", member.name())
                .put("address", member.address())
                .put("apiPort", member.apiPort())
                .put("peerPort", member.peerPort())
                .put("raftPort", member.raftPort())
                .put("databasePort", member.databasePort());
    }

    static Member read(JsonNode json) {
        return new Member(
                json.path("name").asString(""),
                json.path("address").asString(""),
                json.path("apiPort").asInt(0),
                json.path("peerPort").asInt(0),
                json.path("raftPort").asInt(0),
                json.path("databasePort").asInt(0));
    }
}
