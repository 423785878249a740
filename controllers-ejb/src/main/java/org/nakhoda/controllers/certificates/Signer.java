package org.nakhoda.controllers.certificates;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Kubernetes' own signers, each with what it signs. */
enum Signer {
    /** Client certificates of whoever an administrator approves. */
    API_CLIENT("kubernetes.io/kube-apiserver-client") {
        @Override
        Optional<String> refusal(RequestedCertificate wanted, Set<String> usages) {
            if (!CLIENT.containsAll(usages) || !usages.contains("client auth")) {
                return Optional.of("invalid usages: need \"client auth\", and nothing but it, \"digital signature\" and"
                        + " \"key encipherment\"");
            }
            return Optional.empty();
        }
    },
    /** Client certificates of nodes. */
    NODE_CLIENT("kubernetes.io/kube-apiserver-client-kubelet") {
        @Override
        Optional<String> refusal(RequestedCertificate wanted, Set<String> usages) {
            if (wanted.hasAlternativeNames()) {
                return Optional.of("subject alternative names are not allowed");
            }
            return ofNode(wanted).or(() -> exactly(usages, "client auth"));
        }
    },
    /** Serving certificates of nodes' agents. */
    NODE_SERVING("kubernetes.io/kubelet-serving") {
        @Override
        Optional<String> refusal(RequestedCertificate wanted, Set<String> usages) {
            if (wanted.hasMailOrUriNames()) {
                return Optional.of("email addresses and URIs are not allowed as subject alternative names");
            }
            if (!wanted.hasDnsOrIpNames()) {
                return Optional.of("a DNS name or an IP address is required as subject alternative name");
            }
            return ofNode(wanted).or(() -> exactly(usages, "server auth"));
        }
    },
    /** Anything: whoever approves such a request answers for it, and nobody but the cluster's old clients makes one. */
    LEGACY("kubernetes.io/legacy-unknown") {
        @Override
        Optional<String> refusal(RequestedCertificate wanted, Set<String> usages) {
            return Optional.empty();
        }
    };

    private static final Set<String> CLIENT = Set.of("client auth", "digital signature", "key encipherment");
    private static final String NODE_GROUP = "system:nodes";
    private static final String NODE_USER = "system:node:";

    private final String text;

    Signer(String text) {
        this.text = text;
    }

    /** The signer of a request, or empty if it is somebody else's. */
    static Optional<Signer> of(String signerName) {
        return Arrays.stream(values())
                .filter(signer -> signer.text.equals(signerName))
                .findFirst();
    }

    /** Why such a certificate is not signed, or empty if it is. */
    abstract Optional<String> refusal(RequestedCertificate wanted, Set<String> usages);

    private static Optional<String> ofNode(RequestedCertificate wanted) {
        if (!wanted.organizations().equals(List.of(NODE_GROUP))) {
            return Optional.of("subject organization is not " + NODE_GROUP);
        }
        if (!wanted.commonName().startsWith(NODE_USER)) {
            return Optional.of("subject common name does not begin with " + NODE_USER);
        }
        return Optional.empty();
    }

    /** RSA keys encipher keys, others do not: both forms are good. */
    private static Optional<String> exactly(Set<String> usages, String purpose) {
        Set<String> rest = new HashSet<>(usages);
        rest.remove("key encipherment");
        return rest.equals(Set.of("digital signature", purpose))
                ? Optional.empty()
                : Optional.of("invalid usages: need \"digital signature\" and \"" + purpose
                        + "\", and nothing else but \"key encipherment\"");
    }
}
