package org.nakhoda.api.authentication;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Answers whose token it is. */
public final class TokenReviewKind {
    private TokenReviewKind() {}

    public static ResourceType declare() {
        return ResourceType.of("authentication.k8s.io", "v1", "TokenReview")
                .plural("tokenreviews")
                .clusterScoped()
                .requestOnly()
                .schema(BuiltinSchemas.of("io.k8s.api.authentication.v1.TokenReview"))
                .build();
    }
}
