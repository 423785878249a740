package org.nakhoda.api.autoscaling;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Scales a workload with its load. */
public final class HorizontalPodAutoscalerKind {
    private HorizontalPodAutoscalerKind() {}

    public static ResourceType declare() {
        return ResourceType.of("autoscaling", "v2", "HorizontalPodAutoscaler")
                .plural("horizontalpodautoscalers")
                .shortNames("hpa")
                .categories("all")
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler"))
                .strategy(new ObjectStrategy(ObjectStrategy.Shape.STATUS))
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "Reference",
                                "What is scaled",
                                o -> Tree.text(o.path("spec").path("scaleTargetRef"), "kind") + "/"
                                        + Tree.text(o.path("spec").path("scaleTargetRef"), "name")),
                        Columns.number("MinPods", "Lower bound", o -> Tree.number(o.path("spec"), "minReplicas", 1)),
                        Columns.number("MaxPods", "Upper bound", o -> Tree.number(o.path("spec"), "maxReplicas", 0)),
                        Columns.number(
                                "Replicas",
                                "How many there are",
                                o -> Tree.number(o.path("status"), "currentReplicas", 0)),
                        Columns.AGE)
                .build();
    }
}
