package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Bounds and defaults for what pods of a namespace ask for. */
public final class LimitRangeKind {
    private LimitRangeKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "LimitRange")
                .plural("limitranges")
                .shortNames("limits")
                .createdByUpdate()
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.LimitRange"))
                .strategy(new LimitRangeStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "Created At", "Time of creation", o -> Tree.text(o, "metadata", "creationTimestamp")))
                .build();
    }
}
