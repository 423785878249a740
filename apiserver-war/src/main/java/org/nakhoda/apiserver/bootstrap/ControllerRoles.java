package org.nakhoda.apiserver.bootstrap;

import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.READ;
import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.clusterBinding;
import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.clusterRole;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One role a controller, {@code system:controller:NAME}, bound to the service account kube-system/NAME: no controller
 * may do more than its own work.
 */
final class ControllerRoles {
    private static final String PREFIX = "system:controller:";
    private static final String MANAGE = "create delete get list patch update watch";

    private ControllerRoles() {}

    static List<ObjectNode> roles() {
        return declarations().stream()
                .map(declaration -> declaration
                        .allow("core events.k8s.io", "events", "create patch update")
                        .build())
                .toList();
    }

    static List<ObjectNode> bindings() {
        return declarations().stream()
                .map(RoleDeclaration::build)
                .map(role -> role.path("metadata").path("name").asString())
                .map(name ->
                        clusterBinding(name, name, "ServiceAccount:kube-system/" + name.substring(PREFIX.length())))
                .toList();
    }

    private static RoleDeclaration of(String controller) {
        return clusterRole(PREFIX + controller);
    }

    private static List<RoleDeclaration> declarations() {
        return List.of(
                of("deployment-controller")
                        .allow("apps", "deployments", "get list patch update watch")
                        .allow("apps", "deployments/status deployments/finalizers", "patch update")
                        .allow("apps", "replicasets", MANAGE)
                        .allow("core", "pods", "get list update watch"),
                of("replicaset-controller")
                        .allow("apps", "replicasets", "get list patch update watch")
                        .allow("apps", "replicasets/status replicasets/finalizers", "patch update")
                        .allow("core", "pods", "create delete get list patch watch"),
                of("replication-controller")
                        .allow("core", "replicationcontrollers", "get list patch update watch")
                        .allow(
                                "core",
                                "replicationcontrollers/status replicationcontrollers/finalizers",
                                "patch update")
                        .allow("core", "pods", "create delete get list patch watch"),
                of("statefulset-controller")
                        .allow("apps", "statefulsets", READ)
                        .allow("apps", "statefulsets/status statefulsets/finalizers", "patch update")
                        .allow("apps", "controllerrevisions", MANAGE)
                        .allow("core", "pods", MANAGE)
                        .allow("core", "persistentvolumeclaims", MANAGE),
                of("daemon-set-controller")
                        .allow("apps", "daemonsets", READ)
                        .allow("apps", "daemonsets/status daemonsets/finalizers", "patch update")
                        .allow("apps", "controllerrevisions", MANAGE)
                        .allow("core", "nodes", "list watch")
                        .allow("core", "pods", "create delete get list patch watch")
                        .allow("core", "pods/binding", "create"),
                of("job-controller")
                        .allow("batch", "jobs", "get list patch update watch")
                        .allow("batch", "jobs/status jobs/finalizers", "patch update")
                        .allow("core", "pods", "create delete get list patch update watch"),
                of("cronjob-controller")
                        .allow("batch", "cronjobs", "get list update watch")
                        .allow("batch", "cronjobs/status cronjobs/finalizers", "patch update")
                        .allow("batch", "jobs", MANAGE)
                        .allow("core", "pods", "delete list"),
                of("ttl-after-finished-controller").allow("batch", "jobs", "delete get list watch"),
                of("endpoint-controller")
                        .allow("core", "pods services", READ)
                        .allow("core", "endpoints", MANAGE)
                        .allow("core", "endpoints/restricted", "create"),
                of("endpointslice-controller")
                        .allow("core", "nodes pods services", READ)
                        .allow("core", "services/finalizers", "update")
                        .allow("discovery.k8s.io", "endpointslices", MANAGE)
                        .allow("discovery.k8s.io", "endpointslices/restricted", "create"),
                of("endpointslicemirroring-controller")
                        .allow("core", "endpoints services", READ)
                        .allow("core", "endpoints/finalizers services/finalizers", "update")
                        .allow("discovery.k8s.io", "endpointslices", MANAGE)
                        .allow("discovery.k8s.io", "endpointslices/restricted", "create"),
                of("namespace-controller")
                        .allow("core", "namespaces", "delete get list watch")
                        .allow("core", "namespaces/finalize namespaces/status", "patch update")
                        .allow("*", "*", "delete deletecollection get list"),
                of("customresource-cleanup-controller")
                        .allow("apiextensions.k8s.io", "customresourcedefinitions", "get list patch watch")
                        .allow("*", "*", "delete get list"),
                of("generic-garbage-collector").allow("*", "*", "delete get list patch update watch"),
                of("service-account-controller").allow("core", "serviceaccounts", "create get list watch"),
                of("root-ca-cert-publisher").allow("core", "configmaps", "create get list update watch"),
                of("node-controller")
                        .allow("core", "nodes", "delete get list patch update watch")
                        .allow("core", "nodes/status pods/status", "patch update")
                        .allow("core", "pods", "delete get list watch")
                        .allow("coordination.k8s.io", "leases", READ),
                of("certificate-controller")
                        .allow("certificates.k8s.io", "certificatesigningrequests", "delete get list watch")
                        .allow(
                                "certificates.k8s.io",
                                "certificatesigningrequests/approval certificatesigningrequests/status",
                                "patch update")
                        .allowNamed(
                                "certificates.k8s.io",
                                "signers",
                                "kubernetes.io/kube-apiserver-client-kubelet",
                                "approve")
                        .allowNamed(
                                "certificates.k8s.io",
                                "signers",
                                "kubernetes.io/kube-apiserver-client kubernetes.io/kube-apiserver-client-kubelet"
                                        + " kubernetes.io/kubelet-serving kubernetes.io/legacy-unknown",
                                "sign")
                        .allow("authorization.k8s.io", "subjectaccessreviews", "create"),
                of("taint-eviction-controller")
                        .allow("core", "nodes", "get")
                        .allow("core", "pods", "delete get list watch")
                        .allow("core", "pods/status", "patch"),
                of("pod-garbage-collector")
                        .allow("core", "pods", "delete list watch")
                        .allow("core", "nodes", "get list")
                        .allow("core", "pods/status", "patch"),
                of("disruption-controller")
                        .allow("apps", "deployments replicasets statefulsets", READ)
                        .allow("core", "pods replicationcontrollers", READ)
                        .allow("core", "pods/status", "patch update")
                        .allow("policy", "poddisruptionbudgets", READ)
                        .allow("policy", "poddisruptionbudgets/status", "update")
                        .allow("*", "*/scale", "get"),
                of("horizontal-pod-autoscaler")
                        .allow("autoscaling", "horizontalpodautoscalers", READ)
                        .allow("autoscaling", "horizontalpodautoscalers/status", "update")
                        .allow("*", "*/scale", "get update")
                        .allow("core", "pods", "list")
                        .allow("metrics.k8s.io custom.metrics.k8s.io external.metrics.k8s.io", "*", "get list"),
                of("resourcequota-controller")
                        .allow("*", "*", "list watch")
                        .allow("core", "resourcequotas/status", "update"),
                of("clusterrole-aggregation-controller")
                        .allow("rbac.authorization.k8s.io", "clusterroles", "escalate get list patch update watch"),
                of("persistent-volume-binder")
                        .allow("core", "persistentvolumes", MANAGE)
                        .allow("core", "persistentvolumeclaims", "get list update watch")
                        .allow("core", "persistentvolumeclaims/status persistentvolumes/status", "update")
                        .allow("core", "pods", MANAGE)
                        .allow("storage.k8s.io", "storageclasses", READ),
                of("pvc-protection-controller")
                        .allow("core", "persistentvolumeclaims", "get list update watch")
                        .allow("core", "pods", READ),
                of("pv-protection-controller").allow("core", "persistentvolumes", "get list update watch"),
                of("volumeattributesclass-protection-controller")
                        .allow("core", "persistentvolumeclaims persistentvolumes", "list watch")
                        .allow("storage.k8s.io", "volumeattributesclasses", "get list update watch"));
    }
}
