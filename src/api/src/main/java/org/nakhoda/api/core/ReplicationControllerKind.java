package org.nakhoda.api.core;

import org.nakhoda.api.apps.WorkloadColumns;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.ScalePaths;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Keeps a number of pods, in the older form. */
public final class ReplicationControllerKind {
    private ReplicationControllerKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "ReplicationController")
                .plural("replicationcontrollers")
                .shortNames("rc")
                .categories("all")
                .subresources("scale", "status")
                .scale(new ScalePaths("/spec/replicas", "/status/replicas", "/spec/selector"))
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.ReplicationController"))
                .strategy(new ReplicationControllerStrategy())
                .columns(
                        Columns.NAME,
                        Columns.number("Desired", "Pods wanted", o -> Tree.number(o.path("spec"), "replicas", 0)),
                        Columns.number("Current", "Pods that exist", o -> Tree.number(o.path("status"), "replicas", 0)),
                        Columns.number(
                                "Ready", "Pods that are ready", o -> Tree.number(o.path("status"), "readyReplicas", 0)),
                        Columns.AGE,
                        WorkloadColumns.CONTAINERS,
                        WorkloadColumns.IMAGES,
                        Columns.wide(
                                "Selector",
                                "Which pods belong to it",
                                o -> Columns.labels(o.path("spec").path("selector"))))
                .selectable("status.replicas", o -> Long.toString(Tree.number(o.path("status"), "replicas", 0)))
                .build();
    }
}
