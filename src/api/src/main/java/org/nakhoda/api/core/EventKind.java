package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.node.ObjectNode;

/** Something that happened to an object. */
public final class EventKind {
    private EventKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "Event")
                .plural("events")
                .shortNames("ev")
                .createdByUpdate()
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.Event"))
                .strategy(new EventStrategy())
                .columns(EventColumns.columns())
                .selectable("involvedObject.kind", o -> Tree.text(o.path("involvedObject"), "kind"))
                .selectable("involvedObject.namespace", o -> Tree.text(o.path("involvedObject"), "namespace"))
                .selectable("involvedObject.name", o -> Tree.text(o.path("involvedObject"), "name"))
                .selectable("involvedObject.uid", o -> Tree.text(o.path("involvedObject"), "uid"))
                .selectable("involvedObject.apiVersion", o -> Tree.text(o.path("involvedObject"), "apiVersion"))
                .selectable(
                        "involvedObject.resourceVersion", o -> Tree.text(o.path("involvedObject"), "resourceVersion"))
                .selectable("involvedObject.fieldPath", o -> Tree.text(o.path("involvedObject"), "fieldPath"))
                .selectable("reason", o -> Tree.text(o, "reason"))
                .selectable("type", o -> Tree.text(o, "type"))
                .selectable("reportingComponent", o -> Tree.text(o, "reportingComponent"))
                .selectable("source", EventKind::source)
                .build();
    }

    private static String source(ObjectNode event) {
        String component = Tree.text(event.path("source"), "component");
        return component.isEmpty() ? Tree.text(event, "reportingComponent") : component;
    }
}
