package org.nakhoda.apiserver.flowcontrol;

import tools.jackson.databind.JsonNode;

/**
 * What a PriorityLevelConfiguration says.
 *
 * @param shares of the server's seats, in proportion to the other levels'
 * @param borrowingLimitPercent of its own seats; negative for no limit
 * @param queues 0 if who finds no seat is refused at once
 */
record LevelSpec(
        String name,
        String uid,
        boolean exempt,
        int shares,
        int lendablePercent,
        int borrowingLimitPercent,
        int queues,
        int handSize,
        int queueLengthLimit) {

    static LevelSpec of(JsonNode object) {
        JsonNode spec = object.path("spec");
        boolean exempt = spec.path("type").asString("").equals("Exempt");
        JsonNode own = spec.path(exempt ? "exempt" : "limited");
        JsonNode response = own.path("limitResponse");
        boolean queued = response.path("type").asString("").equals("Queue");
        JsonNode queuing = response.path("queuing");
        return new LevelSpec(
                object.path("metadata").path("name").asString(""),
                object.path("metadata").path("uid").asString(""),
                exempt,
                own.path("nominalConcurrencyShares").asInt(exempt ? 0 : 30),
                own.path("lendablePercent").asInt(0),
                own.path("borrowingLimitPercent").asInt(-1),
                queued ? queuing.path("queues").asInt(64) : 0,
                queuing.path("handSize").asInt(8),
                queuing.path("queueLengthLimit").asInt(50));
    }
}
