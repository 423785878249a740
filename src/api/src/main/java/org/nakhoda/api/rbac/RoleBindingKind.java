package org.nakhoda.api.rbac;

import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Gives a role to users, groups and service accounts in a namespace. */
public final class RoleBindingKind {
    private RoleBindingKind() {}

    public static ResourceType declare() {
        return ResourceType.of("rbac.authorization.k8s.io", "v1", "RoleBinding")
                .plural("rolebindings")
                .createdByUpdate()
                .schema(BuiltinSchemas.of("io.k8s.api.rbac.v1.RoleBinding"))
                .strategy(new BindingStrategy(Scope.NAMESPACED, List.of("Role", "ClusterRole")))
                .columns(BindingColumns.columns())
                .build();
    }
}
