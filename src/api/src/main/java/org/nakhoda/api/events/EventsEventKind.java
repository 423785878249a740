package org.nakhoda.api.events;

import java.util.Arrays;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.EventColumns;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Something that happened to an object, in the newer shape of the same stored objects. */
public final class EventsEventKind {
    private EventsEventKind() {}

    public static ResourceType declare() {
        return ResourceType.of("events.k8s.io", "v1", "Event")
                .plural("events")
                .shortNames("ev")
                .conversion(new EventConversion())
                .createdByUpdate()
                .schema(BuiltinSchemas.of("io.k8s.api.events.v1.Event"))
                .strategy(new EventStrategy())
                .columns(columns())
                .selectable("regarding.kind", o -> Tree.text(o.path("regarding"), "kind"))
                .selectable("regarding.namespace", o -> Tree.text(o.path("regarding"), "namespace"))
                .selectable("regarding.name", o -> Tree.text(o.path("regarding"), "name"))
                .selectable("regarding.uid", o -> Tree.text(o.path("regarding"), "uid"))
                .selectable("regarding.apiVersion", o -> Tree.text(o.path("regarding"), "apiVersion"))
                .selectable("regarding.resourceVersion", o -> Tree.text(o.path("regarding"), "resourceVersion"))
                .selectable("regarding.fieldPath", o -> Tree.text(o.path("regarding"), "fieldPath"))
                .selectable("reason", o -> Tree.text(o, "reason"))
                .selectable("type", o -> Tree.text(o, "type"))
                .selectable("reportingController", o -> Tree.text(o, "reportingController"))
                .build();
    }

    /** The core shape's columns, read through the conversion. */
    private static Column[] columns() {
        EventConversion conversion = new EventConversion();
        return Arrays.stream(EventColumns.columns())
                .map(c -> new Column(
                        c.name(), c.type(), c.format(), c.description(), c.priority(), (event, now) -> c.cell()
                                .of(conversion.toStorage(event), now)))
                .toArray(Column[]::new);
    }
}
