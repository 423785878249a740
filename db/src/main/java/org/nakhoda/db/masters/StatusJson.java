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
        json.set("member", MemberJson.write(status.member()));
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
        return new MasterStatus(
                MemberJson.read(json.path("member")),
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
