package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Containers that run together on one node. */
public final class PodKind {
    private PodKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "Pod")
                .plural("pods")
                .shortNames("po")
                .categories("all")
                .subresources(
                        "attach",
                        "binding",
                        "ephemeralcontainers",
                        "eviction",
                        "exec",
                        "log",
                        "portforward",
                        "proxy",
                        "status")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.Pod"))
                .strategy(new ObjectStrategy(ObjectStrategy.Shape.STATUS))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
