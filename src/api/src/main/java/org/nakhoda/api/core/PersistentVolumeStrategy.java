package org.nakhoda.api.core;

import java.time.Instant;
import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about persistent volumes. */
final class PersistentVolumeStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    PersistentVolumeStrategy() {
        super(Scope.CLUSTER, Shape.STATUS, Names::subdomain);
    }

    @Override
    public void setDefaults(ObjectNode volume) {
        if (volume.get("spec") instanceof ObjectNode spec) {
            Tree.defaultText(spec, "persistentVolumeReclaimPolicy", "Retain");
            Tree.defaultText(spec, "volumeMode", "Filesystem");
            VolumeDefaults.sources(spec);
        }
        Tree.defaultText(Tree.child(volume, "status"), "phase", "Pending");
    }

    @Override
    public void prepareForCreate(ObjectNode volume, Instant now) {
        super.prepareForCreate(volume, now);
        volume.putObject("status").put("phase", "Pending");
    }

    @Override
    public void validate(ObjectNode volume, FieldErrors errors) {
        super.validate(volume, errors);
        JsonNode spec = volume.path("spec");
        PersistentVolumeClaimStrategy.accessModes(spec, SPEC, errors);
        if (Tree.isEmpty(spec.path("accessModes"))) {
            errors.required(SPEC.child("accessModes"), "");
        }
        JsonNode capacity = spec.path("capacity");
        if (Tree.isEmpty(capacity)) {
            errors.required(SPEC.child("capacity"), "");
        } else if (!capacity.has("storage") || capacity.size() > 1) {
            errors.notSupported(SPEC.child("capacity"), capacity, List.of("storage"));
        }
        PersistentVolumeClaimStrategy.positive(
                capacity.path("storage"), SPEC.child("capacity").key("storage"), errors);
        PersistentVolumeClaimStrategy.className(spec, "storageClassName", SPEC, errors);
        VolumeSourceValidation.validate(spec, SPEC, errors);
        ResourceValidation.amounts(spec.path("capacity"), SPEC.child("capacity"), errors);
        Values.oneOf(spec, "persistentVolumeReclaimPolicy", List.of("Delete", "Recycle", "Retain"), SPEC, errors);
        Values.oneOf(spec, "volumeMode", List.of("Block", "Filesystem"), SPEC, errors);
        if (spec.path("nodeAffinity").path("required").isObject()) {
            AffinityValidation.nodeSelector(
                    spec.path("nodeAffinity").path("required"), SPEC.child("nodeAffinity", "required"), errors);
        }
    }

    @Override
    public void validateUpdate(ObjectNode volume, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(volume, old, errors);
        Values.immutable(volume.path("spec"), old.path("spec"), "volumeMode", FieldPath.ROOT, errors);
        if (!VolumeSourceValidation.same(volume.path("spec"), old.path("spec"))) {
            errors.forbidden(
                    SPEC.child("persistentvolumesource"), "spec.persistentvolumesource is immutable after creation");
        }
        JsonNode affinity = old.path("spec").path("nodeAffinity");
        if (!affinity.isMissingNode()) {
            Values.immutable(volume.path("spec"), old.path("spec"), "nodeAffinity", FieldPath.ROOT, errors);
        }
    }

    @Override
    public List<String> warnings(ObjectNode volume) {
        return VolumeWarnings.ofVolume(volume);
    }
}
