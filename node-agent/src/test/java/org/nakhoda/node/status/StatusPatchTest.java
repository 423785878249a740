package org.nakhoda.node.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;

class StatusPatchTest {
    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    @Test
    void whatIsTheSameIsNotWritten() {
        JsonNode status = json("{'phase':'Running','conditions':[{'type':'Ready','status':'True'}]}");

        assertThat(StatusPatch.between("u", status, status)).isEmpty();
    }

    @Test
    void conditionsOfOthersAreNotSpokenOf() {
        JsonNode before = json("{'conditions':[{'type':'Ready','status':'False'},{'type':'Mine','status':'True'}]}");
        JsonNode after = json("{'conditions':[{'type':'Ready','status':'True'}]}");

        assertThat(StatusPatch.between("u", before, after)).contains((tools.jackson.databind.node.ObjectNode)
                json("{'metadata':{'uid':'u'},'status':{'conditions':[{'type':'Ready','status':'True'}]}}"));
    }

    @Test
    void whatAConditionNoLongerSaysIsTakenAway() {
        JsonNode before = json("{'conditions':[{'type':'Ready','status':'False','reason':'NotYet'}]}");
        JsonNode after = json("{'conditions':[{'type':'Ready','status':'True'}]}");

        assertThat(StatusPatch.between("u", before, after).orElseThrow().at("/status/conditions/0"))
                .isEqualTo(json("{'type':'Ready','status':'True','reason':null}"));
    }

    @Test
    void anAddressThatIsGoneIsDeletedByName() {
        JsonNode before = json("{'podIPs':[{'ip':'10.0.0.1'}]}");
        JsonNode after = json("{'podIPs':[{'ip':'10.0.0.2'}]}");

        assertThat(StatusPatch.between("u", before, after).orElseThrow().at("/status/podIPs"))
                .isEqualTo(json("[{'ip':'10.0.0.2'},{'$patch':'delete','ip':'10.0.0.1'}]"));
    }

    @Test
    void listsWithoutAKeyAreReplacedWhole() {
        JsonNode before = json("{'containerStatuses':[{'name':'a','restartCount':0}]}");
        JsonNode after = json("{'containerStatuses':[{'name':'a','restartCount':1}]}");

        assertThat(StatusPatch.between("u", before, after).orElseThrow().at("/status/containerStatuses"))
                .isEqualTo(after.path("containerStatuses"));
    }
}
