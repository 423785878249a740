package org.nakhoda.api.rbac;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Permissions in a namespace. */
public final class RoleKind {
    private RoleKind() {}

    public static ResourceType declare() {
        return ResourceType.of("rbac.authorization.k8s.io", "v1", "Role")
                .plural("roles")
                .createdByUpdate()
                .schema(BuiltinSchemas.of("io.k8s.api.rbac.v1.Role"))
                .strategy(new RoleStrategy(Scope.NAMESPACED))
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "Created At", "Time of creation", o -> Tree.text(o, "metadata", "creationTimestamp")))
                .build();
    }
}
