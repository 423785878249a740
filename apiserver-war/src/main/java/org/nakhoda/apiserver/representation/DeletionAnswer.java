package org.nakhoda.apiserver.representation;

import java.util.Set;
import org.nakhoda.api.catalogue.ResourceType;

/**
 * What a deletion is answered with. Most kinds answer with a Status; some, as Kubernetes' OpenAPI says of them, with the
 * object's last state, and typed clients read nothing else.
 */
public final class DeletionAnswer {
    private static final Set<String> OBJECTS = Set.of(
            "pods",
            "services",
            "serviceaccounts",
            "podtemplates",
            "resourcequotas",
            "persistentvolumes",
            "persistentvolumeclaims",
            "deviceclasses.resource.k8s.io",
            "resourceclaims.resource.k8s.io",
            "resourceclaimtemplates.resource.k8s.io",
            "resourceslices.resource.k8s.io",
            "csidrivers.storage.k8s.io",
            "csinodes.storage.k8s.io",
            "storageclasses.storage.k8s.io",
            "volumeattachments.storage.k8s.io",
            "volumeattributesclasses.storage.k8s.io");

    private DeletionAnswer() {}

    public static boolean isObject(ResourceType type) {
        return OBJECTS.contains(type.resource().toString());
    }
}
