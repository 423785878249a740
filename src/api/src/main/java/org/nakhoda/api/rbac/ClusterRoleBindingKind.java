package org.nakhoda.api.rbac;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.validation.Names;

/** Gives a role to users, groups and service accounts in the whole cluster. */
public final class ClusterRoleBindingKind {
    private ClusterRoleBindingKind() {}

    public static ResourceType declare() {
        return ResourceType.of("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding")
                .plural("clusterrolebindings")
                .clusterScoped()
                .schema(BuiltinSchemas.of("io.k8s.api.rbac.v1.ClusterRoleBinding"))
                .strategy(new ObjectStrategy(Scope.CLUSTER, ObjectStrategy.Shape.PLAIN, Names::pathSegment))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
