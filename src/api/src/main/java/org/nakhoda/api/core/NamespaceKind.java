package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A scope for names, access and quotas. */
public final class NamespaceKind {
    private NamespaceKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "Namespace")
                .plural("namespaces")
                .shortNames("ns")
                .clusterScoped()
                .subresources("finalize", "status")
                .selectable("status.phase", o -> Tree.text(o, "status", "phase"))
                .verbs("create", "delete", "get", "list", "patch", "update", "watch")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.Namespace"))
                .strategy(new NamespaceStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "Status",
                                "Active, or Terminating while it is being emptied",
                                o -> Tree.text(o.path("status"), "phase")),
                        Columns.AGE)
                .build();
    }
}
