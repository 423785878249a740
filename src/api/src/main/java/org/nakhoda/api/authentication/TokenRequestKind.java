package org.nakhoda.api.authentication;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Asks for a service account's token: the body of serviceaccounts/token. */
public final class TokenRequestKind {
    private TokenRequestKind() {}

    public static ResourceType declare() {
        return ResourceType.of("authentication.k8s.io", "v1", "TokenRequest")
                .plural("tokenrequests")
                .subresourceOnly()
                .schema(BuiltinSchemas.of("io.k8s.api.authentication.v1.TokenRequest"))
                .build();
    }
}
