package org.nakhoda.db.masters;

import java.time.Duration;
import java.util.Optional;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A {@link MasterStatus} on its way from the leader to a follower that is asked. */
final class StatusJson {
    private StatusJson() {}

    static ObjectNode write(MasterStatus status) {
        ObjectNode json = Json.object();
        Member member = status.member();
        json.putObject("member")
                .put("name", member.name())
                .put("address", member.address())
                .put("apiPort", member.apiPort())
                .put("peerPort", member.peerPort())
                .put("raftPort", member.raftPort())
                .put("databasePort", member.databasePort());
        json.put("role", status.role().name())
                .put("primary", status.primary())
                .put("synchronous", status.synchronous())
                .put("epoch", status.epoch());
        status.lagBytes().ifPresent(lag -> json.put("lagBytes", lag));
        status.lastContact().ifPresent(contact -> json.put("lastContactMillis", contact.toMillis()));
        status.trouble().ifPresent(trouble -> json.put("trouble", trouble));
        return json;
    }

    static MasterStatus read(JsonNode json) {
        JsonNode member = json.path("member");
        return new MasterStatus(
                new Member(
                        member.path("name").asString(""),
                        member.path("address").asString(""),
                        member.path("apiPort").asInt(0),
                        member.path("peerPort").asInt(0),
                        member.path("raftPort").asInt(0),
                        member.path("databasePort").asInt(0)),
                MasterStatus.Role.valueOf(json.path("role").asString("FOLLOWER")),
                json.path("primary").asBoolean(false),
                json.path("synchronous").asBoolean(false),
                json.path("epoch").asLong(0),
                json.has("lagBytes") ? Optional.of(json.path("lagBytes").asLong()) : Optional.empty(),
                json.has("lastContactMillis")
                        ? Optional.of(
                                Duration.ofMillis(json.path("lastContactMillis").asLong()))
                        : Optional.empty(),
                json.has("trouble") ? Optional.of(json.path("trouble").asString("")) : Optional.empty());
    }
}
