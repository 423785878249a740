package org.nakhoda.db.postgres;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a server takes part in replication.
 *
 * @param name by which the others' {@code synchronous_standby_names} know it; at most 63 characters, because PostgreSQL
 *     cuts what is longer
 * @param listenAddress where the other servers reach it, besides 127.0.0.1
 * @param port on both addresses
 * @param pki where {@code masters-ca.crt}, {@code master.crt} and {@code master.key} are
 */
public record ReplicaSettings(String name, String listenAddress, int port, Path pki) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,63}");
    private static final Set<String> EVERYWHERE = Set.of("*", "0.0.0.0", "127.0.0.1");

    public ReplicaSettings {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a database server cannot replicate under the name \"" + name
                    + "\": use 1 to 63 letters, digits, dots, hyphens and underscores");
        }
    }

    String listenAddresses() {
        // PostgreSQL notes the first one that it got, so that the one that can be taken stands first
        return EVERYWHERE.contains(listenAddress) ? listenAddress : listenAddress + ",127.0.0.1";
    }
}
