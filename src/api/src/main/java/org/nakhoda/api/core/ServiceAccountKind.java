package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** The identity of a pod's processes. */
public final class ServiceAccountKind {
    private ServiceAccountKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "ServiceAccount")
                .plural("serviceaccounts")
                .shortNames("sa")
                .subresources("token")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.ServiceAccount"))
                .strategy(new ServiceAccountStrategy())
                .columns(
                        Columns.NAME,
                        Columns.number(
                                "Secrets", "Number of secrets that pods of the account may use", o -> o.path("secrets")
                                        .size()),
                        Columns.AGE)
                .build();
    }
}
