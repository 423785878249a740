package org.nakhoda.db.postgres;

/**
 * The server that a standby follows, or is copied from.
 *
 * @param host as its certificate names it: an IP address or a host name
 */
public record Upstream(String host, int port) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
