package org.nakhoda.apiserver.bootstrap;

import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.READ;
import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.WRITE;
import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.clusterBinding;
import static org.nakhoda.apiserver.bootstrap.RoleDeclaration.clusterRole;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The default roles that administrators give to people and programs, and what every caller may do. */
final class UserFacingRoles {
    private static final String CORE_WORKLOAD =
            "configmaps endpoints persistentvolumeclaims pods replicationcontrollers replicationcontrollers/scale"
                    + " serviceaccounts services";
    private static final String APPS =
            "daemonsets deployments deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale";

    private UserFacingRoles() {}

    static List<ObjectNode> roles() {
        return List.of(
                clusterRole("cluster-admin")
                        .allow("*", "*", "*")
                        .allowPaths("*", "*")
                        .build(),
                clusterRole("admin").sumOf("admin").build(),
                clusterRole("edit").sumOf("edit").partOf("admin").build(),
                clusterRole("view").sumOf("view").partOf("edit").build(),
                aggregatedAdmin(),
                aggregatedEdit(),
                aggregatedView(),
                clusterRole("system:discovery")
                        .allowPaths(
                                "/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version"
                                        + " /version/",
                                "get")
                        .build(),
                clusterRole("system:public-info-viewer")
                        .allowPaths("/healthz /healthz/* /livez /livez/* /readyz /readyz/* /version /version/", "get")
                        .build(),
                clusterRole("system:monitoring")
                        .allowPaths(
                                "/healthz /healthz/* /livez /livez/* /readyz /readyz/* /metrics /metrics/slis", "get")
                        .build(),
                clusterRole("system:basic-user")
                        .allow("authorization.k8s.io", "selfsubjectaccessreviews selfsubjectrulesreviews", "create")
                        .allow("authentication.k8s.io", "selfsubjectreviews", "create")
                        .build(),
                clusterRole("system:service-account-issuer-discovery")
                        .allowPaths(
                                "/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks"
                                        + " /openid/v1/jwks/",
                                "get")
                        .build());
    }

    private static ObjectNode aggregatedAdmin() {
        return clusterRole("system:aggregate-to-admin")
                .partOf("admin")
                .allow("authorization.k8s.io", "localsubjectaccessreviews", "create")
                .allow("rbac.authorization.k8s.io", "rolebindings roles", READ + " " + WRITE)
                .build();
    }

    private static ObjectNode aggregatedEdit() {
        return clusterRole("system:aggregate-to-edit")
                .partOf("edit")
                .allow("core", "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy", READ)
                .allow("core", "serviceaccounts", "impersonate")
                .allow("core", "pods pods/attach pods/exec pods/portforward pods/proxy", WRITE)
                .allow("core", "pods/eviction", "create")
                .allow(
                        "core",
                        "configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale"
                                + " secrets serviceaccounts services services/proxy",
                        WRITE)
                .allow("core", "serviceaccounts/token", "create")
                .allow("apps", APPS + " deployments/rollback", WRITE)
                .allow("autoscaling", "horizontalpodautoscalers", WRITE)
                .allow("batch", "cronjobs jobs", WRITE)
                .allow("networking.k8s.io", "ingresses networkpolicies", WRITE)
                .allow("policy", "poddisruptionbudgets", WRITE)
                .allow("coordination.k8s.io", "leases", READ + " " + WRITE)
                .allow("events.k8s.io", "events", READ + " " + WRITE)
                .build();
    }

    private static ObjectNode aggregatedView() {
        return clusterRole("system:aggregate-to-view")
                .partOf("view")
                .allow("core", CORE_WORKLOAD + " persistentvolumeclaims/status services/status", READ)
                .allow(
                        "core",
                        "bindings events limitranges namespaces/status pods/log pods/status"
                                + " replicationcontrollers/status resourcequotas resourcequotas/status",
                        READ)
                .allow("core", "namespaces", READ)
                .allow("discovery.k8s.io", "endpointslices", READ)
                .allow(
                        "apps",
                        APPS + " controllerrevisions daemonsets/status deployments/status replicasets/status"
                                + " statefulsets/status",
                        READ)
                .allow("autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status", READ)
                .allow("batch", "cronjobs cronjobs/status jobs jobs/status", READ)
                .allow("events.k8s.io", "events", READ)
                .allow("networking.k8s.io", "ingresses ingresses/status networkpolicies", READ)
                .allow("policy", "poddisruptionbudgets poddisruptionbudgets/status", READ)
                .build();
    }

    static List<ObjectNode> bindings() {
        return List.of(
                clusterBinding("cluster-admin", "cluster-admin", "Group:system:masters"),
                clusterBinding("system:monitoring", "system:monitoring", "Group:system:monitoring"),
                clusterBinding("system:discovery", "system:discovery", "Group:system:authenticated"),
                clusterBinding("system:basic-user", "system:basic-user", "Group:system:authenticated"),
                clusterBinding(
                        "system:public-info-viewer",
                        "system:public-info-viewer",
                        "Group:system:authenticated",
                        "Group:system:unauthenticated"),
                clusterBinding(
                        "system:service-account-issuer-discovery",
                        "system:service-account-issuer-discovery",
                        "Group:system:serviceaccounts"));
    }
}
