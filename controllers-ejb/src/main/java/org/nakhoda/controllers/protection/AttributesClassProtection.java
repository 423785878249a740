package org.nakhoda.controllers.protection;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.controllers.ControllerContext;

/** A class of volumes' attributes stays while a claim has it, had it or wants it, or a volume has it. */
public final class AttributesClassProtection {
    private static final String FINALIZER = "kubernetes.io/vac-protection";
    private static final String BY_CLASS = "attributesClass";

    private AttributesClassProtection() {}

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<VolumeAttributesClass> classes = context.informers().of(VolumeAttributesClass.class);
        Informer<PersistentVolumeClaim> claims = context.informers().of(PersistentVolumeClaim.class);
        Informer<PersistentVolume> volumes = context.informers().of(PersistentVolume.class);
        claims.index(BY_CLASS, AttributesClassProtection::classes);
        volumes.index(BY_CLASS, AttributesClassProtection::classes);
        return context.runner(
                        "volumeattributesclass-protection",
                        new Protection<>(
                                FINALIZER,
                                classes,
                                one -> used(one.getMetadata().getName(), claims, volumes),
                                context.clientFor("volumeattributesclass-protection-controller")))
                .fedBy(Feed.of(classes))
                .fedBy(Feed.of(claims, claim -> names(classes(claim))))
                .fedBy(Feed.of(volumes, volume -> names(classes(volume))))
                .build();
    }

    private static boolean used(
            String name, Informer<PersistentVolumeClaim> claims, Informer<PersistentVolume> volumes) {
        return !claims.indexed(BY_CLASS, name).isEmpty()
                || !volumes.indexed(BY_CLASS, name).isEmpty();
    }

    private static Stream<ObjectName> names(List<String> classes) {
        return classes.stream().map(ObjectName::clusterScoped);
    }

    private static List<String> classes(PersistentVolume volume) {
        String name = volume.getSpec().getVolumeAttributesClassName();
        return name == null ? List.of() : List.of(name);
    }

    private static List<String> classes(PersistentVolumeClaim claim) {
        List<String> names = new ArrayList<>();
        names.add(claim.getSpec().getVolumeAttributesClassName());
        PersistentVolumeClaimStatus status = claim.getStatus();
        if (status != null) {
            names.add(status.getCurrentVolumeAttributesClassName());
            if (status.getModifyVolumeStatus() != null) {
                names.add(status.getModifyVolumeStatus().getTargetVolumeAttributesClassName());
            }
        }
        return names.stream().filter(Objects::nonNull).distinct().toList();
    }
}
