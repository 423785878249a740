package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Something that happened to an object. */
public final class EventKind {
    private EventKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "Event")
                .plural("events")
                .shortNames("ev")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.Event"))
                .strategy(new ObjectStrategy(ObjectStrategy.Shape.PLAIN))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
