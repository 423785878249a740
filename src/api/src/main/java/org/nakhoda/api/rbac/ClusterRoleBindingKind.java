package org.nakhoda.api.rbac;

import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Gives a role to users, groups and service accounts in the whole cluster. */
public final class ClusterRoleBindingKind {
    private ClusterRoleBindingKind() {}

    public static ResourceType declare() {
        return ResourceType.of("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding")
                .plural("clusterrolebindings")
                .clusterScoped()
                .createdByUpdate()
                .schema(BuiltinSchemas.of("io.k8s.api.rbac.v1.ClusterRoleBinding"))
                .strategy(new BindingStrategy(Scope.CLUSTER, List.of("ClusterRole")))
                .columns(BindingColumns.columns())
                .build();
    }
}
