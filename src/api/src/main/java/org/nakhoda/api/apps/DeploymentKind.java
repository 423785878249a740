package org.nakhoda.api.apps;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.ScalePaths;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Replicated pods that are replaced gradually. */
public final class DeploymentKind {
    private DeploymentKind() {}

    public static ResourceType declare() {
        return ResourceType.of("apps", "v1", "Deployment")
                .plural("deployments")
                .shortNames("deploy")
                .categories("all")
                .subresources("scale", "status")
                .scale(new ScalePaths("/spec/replicas", "/status/replicas", "/spec/selector"))
                .schema(BuiltinSchemas.of("io.k8s.api.apps.v1.Deployment"))
                .strategy(new DeploymentStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "Ready",
                                "Ready pods, of those wanted",
                                o -> Tree.number(o.path("status"), "readyReplicas", 0) + "/"
                                        + Tree.number(o.path("spec"), "replicas", 0)),
                        Columns.number(
                                "Up-to-date",
                                "Pods of the current template",
                                o -> Tree.number(o.path("status"), "updatedReplicas", 0)),
                        Columns.number(
                                "Available",
                                "Pods that have been ready for minReadySeconds",
                                o -> Tree.number(o.path("status"), "availableReplicas", 0)),
                        Columns.AGE,
                        WorkloadColumns.CONTAINERS,
                        WorkloadColumns.IMAGES,
                        WorkloadColumns.SELECTOR)
                .build();
    }
}
