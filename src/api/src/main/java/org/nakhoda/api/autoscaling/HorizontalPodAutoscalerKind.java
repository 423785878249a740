package org.nakhoda.api.autoscaling;

import java.util.Arrays;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Scales a workload with its load; stored as version 2, and also served as version 1, which knows only CPU time. */
public final class HorizontalPodAutoscalerKind {
    private HorizontalPodAutoscalerKind() {}

    public static ResourceType declare() {
        return of("v2").schema(BuiltinSchemas.of("io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler"))
                .strategy(new HorizontalPodAutoscalerStrategy())
                .columns(columns())
                .build();
    }

    public static ResourceType declareV1() {
        HorizontalPodAutoscalerConversion conversion = new HorizontalPodAutoscalerConversion();
        return of("v1").conversion(conversion)
                .schema(BuiltinSchemas.of("io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler"))
                .strategy(new ConvertedStrategy(conversion, new HorizontalPodAutoscalerStrategy()))
                .columns(Arrays.stream(columns())
                        .map(c -> new Column(
                                c.name(), c.type(), c.format(), c.description(), c.priority(), (object, now) -> c.cell()
                                        .of(conversion.toStorage(object), now)))
                        .toArray(Column[]::new))
                .build();
    }

    private static ResourceType.Builder of(String version) {
        return ResourceType.of("autoscaling", version, "HorizontalPodAutoscaler")
                .plural("horizontalpodautoscalers")
                .shortNames("hpa")
                .categories("all")
                .subresources("status");
    }

    private static Column[] columns() {
        return new Column[] {
            Columns.NAME,
            Columns.text(
                    "Reference",
                    "What is scaled",
                    o -> Tree.text(o.path("spec").path("scaleTargetRef"), "kind") + "/"
                            + Tree.text(o.path("spec").path("scaleTargetRef"), "name")),
            Columns.text("Targets", "What each metric is, and what it should be", MetricTargets::shown),
            Columns.text(
                    "MinPods",
                    "Lower bound",
                    o -> o.path("spec").has("minReplicas")
                            ? Tree.scalar(o.path("spec").path("minReplicas"))
                            : "<unset>"),
            Columns.number("MaxPods", "Upper bound", o -> Tree.number(o.path("spec"), "maxReplicas", 0)),
            Columns.number("Replicas", "How many there are", o -> Tree.number(o.path("status"), "currentReplicas", 0)),
            Columns.AGE
        };
    }
}
