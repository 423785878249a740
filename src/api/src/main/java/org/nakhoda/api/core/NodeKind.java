package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A machine that runs pods. */
public final class NodeKind {
    private NodeKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "Node")
                .plural("nodes")
                .shortNames("no")
                .clusterScoped()
                .subresources("proxy", "status")
                .selectable("spec.unschedulable", o -> Boolean.toString(Tree.flag(o.path("spec"), "unschedulable")))
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.Node"))
                .strategy(new NodeStrategy())
                .columns(NodeColumns.columns())
                .build();
    }
}
