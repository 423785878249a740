package org.nakhoda.dist.masters;

import java.net.URI;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.Failure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a master's parts are reached by the others; all are at one address. */
record MasterAddress(String name, String address, int apiPort, int peerPort, int raftPort, int databasePort) {
    static MasterAddress of(Settings settings) {
        return new MasterAddress(
                settings.nodeName(),
                settings.nodeAddress(),
                settings.apiPort(),
                settings.masterPorts().peer(),
                settings.masterPorts().raft(),
                settings.masterPorts().database());
    }

    static MasterAddress read(JsonNode node) throws Failure {
        MasterAddress read = new MasterAddress(
                node.path("name").asString(""),
                node.path("address").asString(""),
                node.path("apiPort").asInt(0),
                node.path("peerPort").asInt(0),
                node.path("raftPort").asInt(0),
                node.path("databasePort").asInt(0));
        if (read.name.isEmpty() || read.address.isEmpty() || read.apiPort == 0 || read.peerPort == 0) {
            throw new Failure("the API server names a master without name, address or ports: " + node);
        }
        return read;
    }

    /** Without the name, which stands in the metadata. */
    ObjectNode asSpec() {
        return Json.object()
                .put("address", address)
                .put("apiPort", apiPort)
                .put("peerPort", peerPort)
                .put("raftPort", raftPort)
                .put("databasePort", databasePort);
    }

    URI api() {
        return URI.create("https://" + address + ":" + apiPort);
    }
}
