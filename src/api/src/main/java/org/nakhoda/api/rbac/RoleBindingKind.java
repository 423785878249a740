package org.nakhoda.api.rbac;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.validation.Names;

/** Gives a role to users, groups and service accounts in a namespace. */
public final class RoleBindingKind {
    private RoleBindingKind() {}

    public static ResourceType declare() {
        return ResourceType.of("rbac.authorization.k8s.io", "v1", "RoleBinding")
                .plural("rolebindings")
                .schema(BuiltinSchemas.of("io.k8s.api.rbac.v1.RoleBinding"))
                .strategy(new ObjectStrategy(Scope.NAMESPACED, ObjectStrategy.Shape.PLAIN, Names::pathSegment))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
