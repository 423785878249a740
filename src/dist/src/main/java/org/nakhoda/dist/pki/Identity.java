package org.nakhoda.dist.pki;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a certificate speaks for.
 *
 * @param file the base name of its files
 * @param organization a Kubernetes group
 * @param names DNS names and IPv4 addresses under which a server is reached; empty for a client
 * @param keys what kind of key it has
 * @param usages what it may be shown for
 */
record Identity(
        String file,
        String commonName,
        Optional<String> organization,
        List<String> names,
        Keys keys,
        Set<Usage> usages) {
    /** Elliptic curves are quicker; RSA is what every client library reads without being told. */
    enum Keys {
        ELLIPTIC,
        RSA
    }

    /** The extended key usages. */
    enum Usage {
        SERVER,
        CLIENT
    }

    Identity {
        names = List.copyOf(names);
        usages = Set.copyOf(usages);
    }

    static Identity client(String file, String commonName) {
        return new Identity(file, commonName, Optional.empty(), List.of(), Keys.ELLIPTIC, Set.of(Usage.CLIENT));
    }

    static Identity client(String file, String commonName, String organization) {
        return new Identity(
                file, commonName, Optional.of(organization), List.of(), Keys.ELLIPTIC, Set.of(Usage.CLIENT));
    }

    static Identity server(String file, String commonName, Optional<String> organization, List<String> names) {
        return new Identity(file, commonName, organization, names, Keys.ELLIPTIC, Set.of(Usage.SERVER));
    }

    /** One of several equals, which call and are called. */
    static Identity peer(String file, String commonName, List<String> names) {
        return new Identity(
                file, commonName, Optional.empty(), names, Keys.ELLIPTIC, Set.of(Usage.SERVER, Usage.CLIENT));
    }

    /** Someone whose kubeconfig is given to clients that are not this project's. */
    static Identity person(String file, String commonName, String organization) {
        return new Identity(file, commonName, Optional.of(organization), List.of(), Keys.RSA, Set.of(Usage.CLIENT));
    }
}
