package org.nakhoda.controllers;

import java.util.Objects;
import java.util.Optional;
import org.nakhoda.api.settings.Cidr;
import org.nakhoda.controllers.certificates.ClusterAuthority;

/**
 * What the controllers must know about the cluster and cannot learn from its API.
 *
 * @param nodeCidrs how pods' addresses are divided among nodes; empty if something else does that
 * @param certificateAuthority the cluster's CA in PEM, which every namespace gets a copy of; empty to publish none
 * @param signer the same CA with its key, which only the API server's process has; empty to sign no certificates here
 */
public record ClusterFacts(
        Optional<NodeCidrs> nodeCidrs, Optional<String> certificateAuthority, Optional<ClusterAuthority> signer) {
    /**
     * @param cluster the addresses of all pods
     * @param nodePrefixLength of each node's part
     */
    public record NodeCidrs(Cidr cluster, int nodePrefixLength) {}

    public ClusterFacts {
        Objects.requireNonNull(nodeCidrs, "nodeCidrs");
        Objects.requireNonNull(certificateAuthority, "certificateAuthority");
        Objects.requireNonNull(signer, "signer");
    }
}
