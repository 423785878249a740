package org.nakhoda.dist.pki;

import java.util.List;
import java.util.Optional;

/**
 * Whom a certificate speaks for.
 *
 * @param file the base name of its files
 * @param organization a Kubernetes group
 * @param names DNS names and IPv4 addresses under which a server is reached; empty for a client
 * @param keys what kind of key it has
 */
record Identity(String file, String commonName, Optional<String> organization, List<String> names, Keys keys) {
    /** Elliptic curves are quicker; RSA is what every client library reads without being told. */
    enum Keys {
        ELLIPTIC,
        RSA
    }

    Identity(String file, String commonName, Optional<String> organization, List<String> names) {
        this(file, commonName, organization, names, Keys.ELLIPTIC);
    }

    static Identity client(String file, String commonName) {
        return new Identity(file, commonName, Optional.empty(), List.of());
    }

    static Identity client(String file, String commonName, String organization) {
        return new Identity(file, commonName, Optional.of(organization), List.of());
    }

    /** Someone whose kubeconfig is given to clients that are not this project's. */
    static Identity person(String file, String commonName, String organization) {
        return new Identity(file, commonName, Optional.of(organization), List.of(), Keys.RSA);
    }

    boolean server() {
        return !names.isEmpty();
    }
}
