package org.nakhoda.api.authorization;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Answers whether the caller may do something. */
public final class SelfSubjectAccessReviewKind {
    private SelfSubjectAccessReviewKind() {}

    public static ResourceType declare() {
        return ResourceType.of("authorization.k8s.io", "v1", "SelfSubjectAccessReview")
                .plural("selfsubjectaccessreviews")
                .clusterScoped()
                .requestOnly()
                .schema(BuiltinSchemas.of("io.k8s.api.authorization.v1.SelfSubjectAccessReview"))
                .build();
    }
}
