package org.nakhoda.api.authorization;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Answers whether somebody may do something in one namespace. */
public final class LocalSubjectAccessReviewKind {
    private LocalSubjectAccessReviewKind() {}

    public static ResourceType declare() {
        return ResourceType.of("authorization.k8s.io", "v1", "LocalSubjectAccessReview")
                .plural("localsubjectaccessreviews")
                .requestOnly()
                .schema(BuiltinSchemas.of("io.k8s.api.authorization.v1.LocalSubjectAccessReview"))
                .build();
    }
}
