package org.nakhoda.api.networking;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Which traffic pods may have. */
public final class NetworkPolicyKind {
    private NetworkPolicyKind() {}

    public static ResourceType declare() {
        return ResourceType.of("networking.k8s.io", "v1", "NetworkPolicy")
                .plural("networkpolicies")
                .shortNames("netpol")
                .schema(BuiltinSchemas.of("io.k8s.api.networking.v1.NetworkPolicy"))
                .strategy(new NetworkPolicyStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "Pod-Selector",
                                "The pods that it is about",
                                o -> Columns.selector(o.path("spec").path("podSelector"))),
                        Columns.AGE)
                .build();
    }
}
