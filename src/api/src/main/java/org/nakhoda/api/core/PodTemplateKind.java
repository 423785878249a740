package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A stored pod template. */
public final class PodTemplateKind {
    private PodTemplateKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "PodTemplate")
                .plural("podtemplates")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.PodTemplate"))
                .strategy(new ObjectStrategy(ObjectStrategy.Shape.SPEC))
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
