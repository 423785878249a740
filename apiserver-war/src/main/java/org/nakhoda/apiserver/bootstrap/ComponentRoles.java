package org.nakhoda.apiserver.bootstrap;

import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.READ;
import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.binding;
import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.clusterBinding;
import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.clusterRole;
import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.role;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The default roles of the cluster's own parts: scheduler, controller manager, nodes, DNS, and extensions of the API. */
final class ComponentRoles {
    private static final String AUTHENTICATION_CONFIG = "extension-apiserver-authentication";

    /** Some clients renew a Lease with an update, some, the components of this project among them, with a patch. */
    private static final String HOLD_LEASE = "get patch update";

    private ComponentRoles() {}

    static List<ObjectNode> roles() {
        return List.of(
                node(),
                scheduler(),
                controllerManager(),
                clusterRole("system:node-proxier")
                        .allow("core", "endpoints services", "list watch")
                        .allow("core", "nodes", READ)
                        .allow("core events.k8s.io", "events", "create patch update")
                        .allow("discovery.k8s.io", "endpointslices", "list watch")
                        .allow("networking.k8s.io", "servicecidrs", "list watch")
                        .build(),
                clusterRole("system:kube-dns")
                        .allow("core", "endpoints services", "list watch")
                        .allow("discovery.k8s.io", "endpointslices", "list watch")
                        .build(),
                // the agent answers the names of its node's pods, too
                clusterRole("nakhoda:node-names")
                        .allow("core", "namespaces", "list watch")
                        .build(),
                clusterRole("system:kubelet-api-admin")
                        .allow("core", "nodes", "get list watch proxy")
                        .allow(
                                "core",
                                "nodes/configz nodes/healthz nodes/log nodes/metrics nodes/pods nodes/proxy nodes/spec"
                                        + " nodes/stats",
                                "*")
                        .build(),
                clusterRole("system:auth-delegator")
                        .allow("authentication.k8s.io", "tokenreviews", "create")
                        .allow("authorization.k8s.io", "subjectaccessreviews", "create")
                        .build(),
                clusterRole("system:heapster")
                        .allow("core", "events namespaces nodes pods", READ)
                        .allow("apps", "deployments", READ)
                        .build(),
                clusterRole("system:persistent-volume-provisioner")
                        .allow("core", "persistentvolumes", "get list watch create delete")
                        .allow("core", "persistentvolumeclaims", "get list watch update")
                        .allow("storage.k8s.io", "storageclasses", READ)
                        .allow("core", "events", "watch create update patch")
                        .build(),
                // whoever may do this gets the cluster's keys
                clusterRole("nakhoda:master-joiner")
                        .allow("nakhoda.org", "masters/join", "create")
                        .build(),
                role("kube-system", "extension-apiserver-authentication-reader")
                        .allowNamed("core", "configmaps", AUTHENTICATION_CONFIG, READ)
                        .build(),
                leaderLocking("kube-controller-manager"),
                leaderLocking("kube-scheduler"));
    }

    private static ObjectNode leaderLocking(String component) {
        return role("kube-system", "system::leader-locking-" + component)
                .allow("coordination.k8s.io", "leases", "create watch")
                .allowNamed("coordination.k8s.io", "leases", component, HOLD_LEASE)
                .build();
    }

    /**
     * What the node authorizer grants to every node; what is about single objects it decides itself. Nobody is bound to
     * this role: by RBAC a node would have all of it for all objects.
     */
    static ObjectNode node() {
        return clusterRole("system:node")
                .allow("authentication.k8s.io", "tokenreviews", "create")
                .allow("authorization.k8s.io", "localsubjectaccessreviews subjectaccessreviews", "create")
                .allow("core", "services", READ)
                .allow("core", "nodes", "create get list watch")
                .allow("core", "nodes/status", "patch update")
                .allow("core", "nodes", "patch update")
                .allow("core events.k8s.io", "events", "create patch update")
                .allow("core", "pods", READ)
                .allow("core", "pods", "create delete")
                .allow("core", "pods/status", "patch update")
                .allow("core", "pods/eviction", "create")
                .allow("core", "configmaps secrets", READ)
                .allow("core", "persistentvolumeclaims persistentvolumes", "get")
                .allow("core", "persistentvolumeclaims/status", "get patch update")
                .allow("core", "endpoints", "get")
                .allow("certificates.k8s.io", "certificatesigningrequests", "create get list watch")
                .allow("coordination.k8s.io", "leases", "create delete get patch update")
                .allow("storage.k8s.io", "volumeattachments", "get")
                .allow("core", "serviceaccounts/token", "create")
                .allow("core", "serviceaccounts", "get")
                .allow("storage.k8s.io", "csidrivers", READ)
                .allow("storage.k8s.io", "csinodes", "create delete get patch update")
                .allow("node.k8s.io", "runtimeclasses", READ)
                .allow("resource.k8s.io", "resourceclaims", "get")
                .allow("resource.k8s.io", "resourceslices", "deletecollection get list watch")
                .allow("resource.k8s.io", "resourceslices", "create delete patch update")
                .build();
    }

    private static ObjectNode scheduler() {
        return clusterRole("system:kube-scheduler")
                .allow("core events.k8s.io", "events", "create patch update")
                .allow("coordination.k8s.io", "leases", "create")
                .allowNamed("coordination.k8s.io", "leases", "kube-scheduler", HOLD_LEASE)
                .allow("core", "nodes", READ)
                .allow("core", "pods", "delete get list watch")
                .allow("core", "bindings pods/binding", "create")
                .allow("core", "pods/status", "patch update")
                .allow("core", "namespaces replicationcontrollers services", READ)
                .allow("apps", "replicasets statefulsets", READ)
                .allow("policy", "poddisruptionbudgets", READ)
                .allow("scheduling.k8s.io", "priorityclasses", READ)
                .allow("core", "persistentvolumeclaims persistentvolumes", "get list watch patch update")
                .allow("authentication.k8s.io", "tokenreviews", "create")
                .allow("authorization.k8s.io", "subjectaccessreviews", "create")
                .allow(
                        "storage.k8s.io",
                        "csidrivers csinodes csistoragecapacities storageclasses volumeattachments",
                        READ)
                .build();
    }

    private static ObjectNode controllerManager() {
        return clusterRole("system:kube-controller-manager")
                .allow("core events.k8s.io", "events", "create patch update")
                .allow("coordination.k8s.io", "leases", "create")
                .allowNamed("coordination.k8s.io", "leases", "kube-controller-manager", HOLD_LEASE)
                .allow("core", "secrets serviceaccounts", "create")
                .allow("core", "secrets", "delete")
                .allow("core", "configmaps namespaces secrets serviceaccounts", "get")
                .allow("core", "secrets serviceaccounts", "update")
                .allow("authentication.k8s.io", "tokenreviews", "create")
                .allow("authorization.k8s.io", "subjectaccessreviews", "create")
                .allow("core", "serviceaccounts/token", "create")
                .allow("*", "*", "list watch")
                .build();
    }

    static List<ObjectNode> bindings() {
        String scheduler = "User:system:kube-scheduler";
        String controllerManager = "User:system:kube-controller-manager";
        String reader = "extension-apiserver-authentication-reader";
        return List.of(
                clusterBinding("system:node", "system:node"),
                clusterBinding("nakhoda:node-names", "nakhoda:node-names", "Group:system:nodes"),
                clusterBinding(
                        "nakhoda:master-joiner",
                        "nakhoda:master-joiner",
                        "Group:system:bootstrappers:nakhoda:masters"),
                clusterBinding(
                        "system:node-proxier", "system:node-proxier", "User:system:kube-proxy", "Group:system:nodes"),
                clusterBinding("system:kube-scheduler", "system:kube-scheduler", scheduler),
                clusterBinding("system:kube-controller-manager", "system:kube-controller-manager", controllerManager),
                clusterBinding("system:kube-dns", "system:kube-dns", "ServiceAccount:kube-system/kube-dns"),
                clusterBinding(
                        "nakhoda:apiserver-kubelet-client",
                        "system:kubelet-api-admin",
                        "User:kube-apiserver-kubelet-client"),
                binding("kube-system", "system::" + reader, reader, scheduler, controllerManager),
                binding(
                        "kube-system",
                        "system::leader-locking-kube-controller-manager",
                        "system::leader-locking-kube-controller-manager",
                        controllerManager,
                        "ServiceAccount:kube-system/kube-controller-manager"),
                binding(
                        "kube-system",
                        "system::leader-locking-kube-scheduler",
                        "system::leader-locking-kube-scheduler",
                        scheduler,
                        "ServiceAccount:kube-system/kube-scheduler"));
    }
}
