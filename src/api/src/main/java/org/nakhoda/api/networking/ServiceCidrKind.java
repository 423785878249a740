package org.nakhoda.api.networking;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A range from which services get their addresses. */
public final class ServiceCidrKind {
    private ServiceCidrKind() {}

    public static ResourceType declare() {
        return ResourceType.of("networking.k8s.io", "v1", "ServiceCIDR")
                .plural("servicecidrs")
                .clusterScoped()
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.networking.v1.ServiceCIDR"))
                .strategy(new ServiceCidrStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "CIDRs",
                                "The ranges",
                                o -> Columns.joined(o.path("spec").path("cidrs"))),
                        Columns.AGE)
                .build();
    }
}
