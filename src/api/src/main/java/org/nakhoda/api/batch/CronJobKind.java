package org.nakhoda.api.batch;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Jobs by the clock. */
public final class CronJobKind {
    private CronJobKind() {}

    public static ResourceType declare() {
        return ResourceType.of("batch", "v1", "CronJob")
                .plural("cronjobs")
                .shortNames("cj")
                .categories("all")
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.batch.v1.CronJob"))
                .strategy(new ObjectStrategy(ObjectStrategy.Shape.SPEC_AND_STATUS))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
