package org.nakhoda.api.apps;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.ScalePaths;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Pods with identities and storage of their own. */
public final class StatefulSetKind {
    private StatefulSetKind() {}

    public static ResourceType declare() {
        return ResourceType.of("apps", "v1", "StatefulSet")
                .plural("statefulsets")
                .shortNames("sts")
                .categories("all")
                .subresources("scale", "status")
                .scale(new ScalePaths("/spec/replicas", "/status/replicas", "/spec/selector"))
                .schema(BuiltinSchemas.of("io.k8s.api.apps.v1.StatefulSet"))
                .strategy(new StatefulSetStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "Ready",
                                "Ready pods, of those wanted",
                                o -> Tree.number(o.path("status"), "readyReplicas", 0) + "/"
                                        + Tree.number(o.path("spec"), "replicas", 0)),
                        Columns.AGE,
                        WorkloadColumns.CONTAINERS,
                        WorkloadColumns.IMAGES)
                .build();
    }
}
