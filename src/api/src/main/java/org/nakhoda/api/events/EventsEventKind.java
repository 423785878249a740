package org.nakhoda.api.events;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Something that happened to an object, in the newer shape of the same stored objects. */
public final class EventsEventKind {
    private EventsEventKind() {}

    public static ResourceType declare() {
        return ResourceType.of("events.k8s.io", "v1", "Event")
                .plural("events")
                .shortNames("ev")
                .conversion(new EventConversion())
                .schema(BuiltinSchemas.of("io.k8s.api.events.v1.Event"))
                .strategy(new ObjectStrategy(ObjectStrategy.Shape.PLAIN))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
