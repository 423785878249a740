package org.nakhoda.db.masters;

/**
 * A master and where its parts are reached. All are at one address.
 *
 * @param name the node's name; unique
 * @param address an IP address or a host name that every other master reaches
 * @param apiPort HTTPS of the API server
 * @param peerPort the masters' own port
 * @param raftPort gRPC of Raft
 * @param databasePort PostgreSQL
 */
public record Member(String name, String address, int apiPort, int peerPort, int raftPort, int databasePort) {
    public String api() {
        return "https://" + address + ":" + apiPort;
    }

    public String raft() {
        return address + ":" + raftPort;
    }
}
