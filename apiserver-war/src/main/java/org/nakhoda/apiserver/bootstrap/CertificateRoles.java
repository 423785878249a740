package org.nakhoda.apiserver.bootstrap;

import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.clusterBinding;
import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.clusterRole;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Kubernetes' roles around requests for certificates: who may have a node's client certificate without being asked, and who
 * may approve for which signer. Nodes may renew their own; all else is bound by administrators.
 */
final class CertificateRoles {
    private static final String GROUP = "certificates.k8s.io";
    private static final String OF_REQUESTS = "system:certificates.k8s.io:certificatesigningrequests:";
    private static final List<String> SIGNERS =
            List.of("kube-apiserver-client", "kube-apiserver-client-kubelet", "kubelet-serving", "legacy-unknown");

    private CertificateRoles() {}

    static List<ObjectNode> roles() {
        List<ObjectNode> roles = new ArrayList<>();
        for (String kind : List.of("nodeclient", "selfnodeclient")) {
            roles.add(clusterRole(OF_REQUESTS + kind)
                    .allow(GROUP, "certificatesigningrequests/" + kind, "create")
                    .build());
        }
        for (String signer : SIGNERS) {
            roles.add(clusterRole("system:certificates.k8s.io:" + signer + "-approver")
                    .allowNamed(GROUP, "signers", "kubernetes.io/" + signer, "approve")
                    .build());
        }
        return roles;
    }

    static List<ObjectNode> bindings() {
        return List.of(clusterBinding(
                "nakhoda:node-certificate-rotation", OF_REQUESTS + "selfnodeclient", "Group:system:nodes"));
    }
}
