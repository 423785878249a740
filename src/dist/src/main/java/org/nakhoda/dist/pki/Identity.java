package org.nakhoda.dist.pki;

import java.util.List;
import java.util.Optional;

/**
 * Whom a certificate speaks for.
 *
 * @param file the base name of its files
 * @param organization a Kubernetes group
 * @param names DNS names and IPv4 addresses under which a server is reached; empty for a client
 */
record Identity(String file, String commonName, Optional<String> organization, List<String> names) {
    static Identity client(String file, String commonName) {
        return new Identity(file, commonName, Optional.empty(), List.of());
    }

    static Identity client(String file, String commonName, String organization) {
        return new Identity(file, commonName, Optional.of(organization), List.of());
    }

    boolean server() {
        return !names.isEmpty();
    }
}
