package org.nakhoda.api.node;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A way of running containers that nodes offer. */
public final class RuntimeClassKind {
    private RuntimeClassKind() {}

    public static ResourceType declare() {
        return ResourceType.of("node.k8s.io", "v1", "RuntimeClass")
                .plural("runtimeclasses")
                .clusterScoped()
                .updateNeedsRevision()
                .createdByUpdate()
                .schema(BuiltinSchemas.of("io.k8s.api.node.v1.RuntimeClass"))
                .strategy(new RuntimeClassStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("Handler", "What the container runtime calls it", o -> Tree.text(o, "handler")),
                        Columns.AGE)
                .build();
    }
}
