package org.nakhoda.api.networking;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** HTTP routes from outside to services. */
public final class IngressKind {
    private IngressKind() {}

    public static ResourceType declare() {
        return ResourceType.of("networking.k8s.io", "v1", "Ingress")
                .plural("ingresses")
                .shortNames("ing")
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.networking.v1.Ingress"))
                .strategy(new IngressStrategy())
                .columns(IngressColumns.columns())
                .build();
    }
}
