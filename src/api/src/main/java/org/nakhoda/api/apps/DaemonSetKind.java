package org.nakhoda.api.apps;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A pod on each node. */
public final class DaemonSetKind {
    private DaemonSetKind() {}

    public static ResourceType declare() {
        return ResourceType.of("apps", "v1", "DaemonSet")
                .plural("daemonsets")
                .shortNames("ds")
                .categories("all")
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.apps.v1.DaemonSet"))
                .strategy(new DaemonSetStrategy())
                .columns(
                        Columns.NAME,
                        Columns.number(
                                "Desired",
                                "Nodes that should run the pod",
                                o -> Tree.number(o.path("status"), "desiredNumberScheduled", 0)),
                        Columns.number(
                                "Current",
                                "Nodes that run it",
                                o -> Tree.number(o.path("status"), "currentNumberScheduled", 0)),
                        Columns.number(
                                "Ready",
                                "Nodes on which it is ready",
                                o -> Tree.number(o.path("status"), "numberReady", 0)),
                        Columns.number(
                                "Up-to-date",
                                "Nodes with a pod of the current template",
                                o -> Tree.number(o.path("status"), "updatedNumberScheduled", 0)),
                        Columns.number(
                                "Available",
                                "Nodes on which it has been ready for minReadySeconds",
                                o -> Tree.number(o.path("status"), "numberAvailable", 0)),
                        Columns.text(
                                "Node Selector",
                                "Labels of the nodes that should run it",
                                o -> Columns.labels(o.path("spec")
                                        .path("template")
                                        .path("spec")
                                        .path("nodeSelector"))),
                        Columns.AGE,
                        WorkloadColumns.CONTAINERS,
                        WorkloadColumns.IMAGES,
                        WorkloadColumns.SELECTOR)
                .build();
    }
}
