package org.nakhoda.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.api.catalogue.Story.json;

import org.junit.jupiter.api.Test;
import org.nakhoda.api.catalogue.Story;
import tools.jackson.databind.node.ObjectNode;

class EventConversionTest {
    private final EventConversion conversion = new EventConversion();

    @Test
    void anEventKeepsEverythingOnItsWayThroughTheOtherShape() {
        ObjectNode stored = json("{'apiVersion':'v1','kind':'Event','metadata':{'name':'e'},'involvedObject':{'kind':"
                + "'Pod','name':'p'},'message':'m','source':{'component':'c'},'reportingComponent':'r','count':2,"
                + "'firstTimestamp':'2026-10-31T00:00:00Z','lastTimestamp':'2026-10-31T00:00:00Z'}");
        ObjectNode newer = conversion.fromStorage(stored);
        assertThat(newer.get("apiVersion").asString()).isEqualTo("events.k8s.io/v1");
        assertThat(newer.at("/regarding/name").asString()).isEqualTo("p");
        assertThat(newer.get("note").asString()).isEqualTo("m");
        assertThat(newer.get("deprecatedCount").asInt()).isEqualTo(2);
        assertThat(conversion.toStorage(newer)).isEqualTo(stored);
        assertThat(Story.of("events.k8s.io", "v1", "Event").cell("Object", newer))
                .isEqualTo("pod/p");
    }
}
