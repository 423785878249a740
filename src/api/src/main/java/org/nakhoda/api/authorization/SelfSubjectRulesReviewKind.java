package org.nakhoda.api.authorization;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Lists what the caller may do in a namespace. */
public final class SelfSubjectRulesReviewKind {
    private SelfSubjectRulesReviewKind() {}

    public static ResourceType declare() {
        return ResourceType.of("authorization.k8s.io", "v1", "SelfSubjectRulesReview")
                .plural("selfsubjectrulesreviews")
                .clusterScoped()
                .requestOnly()
                .schema(BuiltinSchemas.of("io.k8s.api.authorization.v1.SelfSubjectRulesReview"))
                .build();
    }
}
