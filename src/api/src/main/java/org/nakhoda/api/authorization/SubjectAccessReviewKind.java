package org.nakhoda.api.authorization;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Answers whether somebody may do something. */
public final class SubjectAccessReviewKind {
    private SubjectAccessReviewKind() {}

    public static ResourceType declare() {
        return ResourceType.of("authorization.k8s.io", "v1", "SubjectAccessReview")
                .plural("subjectaccessreviews")
                .clusterScoped()
                .requestOnly()
                .schema(BuiltinSchemas.of("io.k8s.api.authorization.v1.SubjectAccessReview"))
                .build();
    }
}
