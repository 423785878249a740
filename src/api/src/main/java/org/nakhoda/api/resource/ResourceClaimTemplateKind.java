package org.nakhoda.api.resource;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** From which each pod gets a claim of its own. */
public final class ResourceClaimTemplateKind {
    private ResourceClaimTemplateKind() {}

    public static ResourceType declare() {
        return ResourceType.of("resource.k8s.io", "v1", "ResourceClaimTemplate")
                .plural("resourceclaimtemplates")
                .schema(BuiltinSchemas.of("io.k8s.api.resource.v1.ResourceClaimTemplate"))
                .strategy(new ResourceClaimTemplateStrategy())
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
