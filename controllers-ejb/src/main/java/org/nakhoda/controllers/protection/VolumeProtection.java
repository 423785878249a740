package org.nakhoda.controllers.protection;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.controllers.ControllerContext;

/** A volume stays while it is bound to a claim. */
public final class VolumeProtection {
    private static final String FINALIZER = "kubernetes.io/pv-protection";

    private VolumeProtection() {}

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<PersistentVolume> volumes = context.informers().of(PersistentVolume.class);
        return context.runner(
                        "pv-protection",
                        new Protection<>(
                                FINALIZER,
                                volumes,
                                volume -> volume.getStatus() != null
                                        && "Bound".equals(volume.getStatus().getPhase()),
                                context.clientFor("pv-protection-controller")))
                .fedBy(Feed.of(volumes))
                .build();
    }
}
