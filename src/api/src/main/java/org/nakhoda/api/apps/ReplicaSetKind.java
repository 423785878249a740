package org.nakhoda.api.apps;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.ScalePaths;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Keeps a number of pods. */
public final class ReplicaSetKind {
    private ReplicaSetKind() {}

    public static ResourceType declare() {
        return ResourceType.of("apps", "v1", "ReplicaSet")
                .plural("replicasets")
                .shortNames("rs")
                .categories("all")
                .subresources("scale", "status")
                .scale(new ScalePaths("/spec/replicas", "/status/replicas", "/spec/selector"))
                .schema(BuiltinSchemas.of("io.k8s.api.apps.v1.ReplicaSet"))
                .strategy(new ReplicaSetStrategy())
                .columns(
                        Columns.NAME,
                        Columns.number("Desired", "Pods wanted", o -> Tree.number(o.path("spec"), "replicas", 0)),
                        Columns.number("Current", "Pods that exist", o -> Tree.number(o.path("status"), "replicas", 0)),
                        Columns.number(
                                "Ready", "Pods that are ready", o -> Tree.number(o.path("status"), "readyReplicas", 0)),
                        Columns.AGE,
                        WorkloadColumns.CONTAINERS,
                        WorkloadColumns.IMAGES,
                        WorkloadColumns.SELECTOR)
                .selectable("status.replicas", o -> Long.toString(Tree.number(o.path("status"), "replicas", 0)))
                .build();
    }
}
