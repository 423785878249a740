package org.nakhoda.api.apps;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A former state of a stateful or daemon set. */
public final class ControllerRevisionKind {
    private ControllerRevisionKind() {}

    public static ResourceType declare() {
        return ResourceType.of("apps", "v1", "ControllerRevision")
                .plural("controllerrevisions")
                .schema(BuiltinSchemas.of("io.k8s.api.apps.v1.ControllerRevision"))
                .strategy(new ObjectStrategy(ObjectStrategy.Shape.PLAIN))
                .columns(Columns.NAME)
                .build();
    }
}
