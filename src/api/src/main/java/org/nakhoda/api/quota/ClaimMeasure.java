package org.nakhoda.api.quota;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.quantity.ResourceList;
import tools.jackson.databind.JsonNode;

/** Claims of storage and how much they ask for, in all and by storage class. */
final class ClaimMeasure implements Measure {
    static final GroupResource RESOURCE = GroupResource.core("persistentvolumeclaims");

    private static final String COUNT = ObjectCount.nameOf(RESOURCE);
    private static final String CLAIMS = "persistentvolumeclaims";
    private static final String STORAGE = "requests.storage";
    private static final String CLASS = ".storageclass.storage.k8s.io/";
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
    private static final Set<String> NAMES = Set.of(COUNT, CLAIMS, STORAGE);

    @Override
    public boolean counts(String name) {
        return NAMES.contains(name) || name.endsWith(CLASS + CLAIMS) || name.endsWith(CLASS + STORAGE);
    }

    @Override
    public ResourceList usage(JsonNode claim, Instant now) {
        JsonNode spec = claim.path("spec");
        ResourceList requested = ResourceList.of(spec.path("resources").path("requests"))
                .max(ResourceList.of(claim.path("status").path("allocatedResources")));
        String storageClass = Tree.text(claim.path("metadata").path("annotations"), CLASS_ANNOTATION);
        if (storageClass.isEmpty()) {
            storageClass = Tree.text(spec, "storageClassName");
        }
        ResourceList usage = ObjectCount.one(COUNT, CLAIMS);
        if (!storageClass.isEmpty()) {
            usage = usage.plus(ObjectCount.one(storageClass + CLASS + CLAIMS));
        }
        if (requested.has("storage")) {
            Quantity storage = requested.get("storage");
            usage = usage.plus(ResourceList.of(STORAGE, storage));
            if (!storageClass.isEmpty()) {
                usage = usage.plus(ResourceList.of(storageClass + CLASS + STORAGE, storage));
            }
        }
        return usage;
    }

    /** A claim that is on its way from one class to another is in the scope of both. */
    @Override
    public boolean inScope(Scope scope, JsonNode claim) {
        if (!scope.name().equals(Scope.VOLUME_ATTRIBUTES_CLASS)) {
            return false;
        }
        JsonNode status = claim.path("status");
        Set<String> classes = new TreeSet<>();
        classes.add(Tree.text(claim, "spec", "volumeAttributesClassName"));
        classes.add(Tree.text(status, "currentVolumeAttributesClassName"));
        classes.add(Tree.text(status.path("modifyVolumeStatus"), "targetVolumeAttributesClassName"));
        classes.remove("");
        return classes.isEmpty() ? scope.selects("") : classes.stream().anyMatch(scope::selects);
    }

    @Override
    public boolean changes(String subresource) {
        return subresource.isEmpty();
    }
}
