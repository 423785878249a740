package org.nakhoda.api.policy;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Asks for a pod to go, budgets permitting: the body of pods/eviction. */
public final class EvictionKind {
    private EvictionKind() {}

    public static ResourceType declare() {
        return ResourceType.of("policy", "v1", "Eviction")
                .plural("evictions")
                .subresourceOnly()
                .schema(BuiltinSchemas.of("io.k8s.api.policy.v1.Eviction"))
                .build();
    }
}
