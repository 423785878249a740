package org.nakhoda.api.authentication;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Answers who the caller is. */
public final class SelfSubjectReviewKind {
    private SelfSubjectReviewKind() {}

    public static ResourceType declare() {
        return ResourceType.of("authentication.k8s.io", "v1", "SelfSubjectReview")
                .plural("selfsubjectreviews")
                .clusterScoped()
                .requestOnly()
                .schema(BuiltinSchemas.of("io.k8s.api.authentication.v1.SelfSubjectReview"))
                .build();
    }
}
