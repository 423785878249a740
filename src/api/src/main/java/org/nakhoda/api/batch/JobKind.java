package org.nakhoda.api.batch;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
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
                .strategy(new JobStrategy())
                .columns(JobColumns.columns())
                .selectable("status.successful", o -> Long.toString(Tree.number(o.path("status"), "succeeded", 0)))
                .build();
    }
}
