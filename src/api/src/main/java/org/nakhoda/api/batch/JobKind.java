package org.nakhoda.api.batch;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Pods that run until enough have succeeded. */
public final class JobKind {
    private JobKind() {}

    public static ResourceType declare() {
        return ResourceType.of("batch", "v1", "Job")
                .plural("jobs")
                .categories("all")
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.batch.v1.Job"))
                .strategy(new ObjectStrategy(ObjectStrategy.Shape.SPEC_AND_STATUS))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
