package org.nakhoda.api.autoscaling;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** How many replicas a workload has and should have: the body of every scale subresource. */
public final class ScaleKind {
    private ScaleKind() {}

    public static ResourceType declare() {
        return ResourceType.of("autoscaling", "v1", "Scale")
                .plural("scales")
                .subresourceOnly()
                .schema(BuiltinSchemas.of("io.k8s.api.autoscaling.v1.Scale"))
                .build();
    }
}
