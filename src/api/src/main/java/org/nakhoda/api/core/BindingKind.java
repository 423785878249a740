package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Assigns a pod to a node: created under the pod's name, or as the body of pods/binding. */
public final class BindingKind {
    private BindingKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "Binding")
                .plural("bindings")
                .requestOnly()
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.Binding"))
                .build();
    }
}
