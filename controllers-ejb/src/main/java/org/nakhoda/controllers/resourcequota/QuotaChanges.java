package org.nakhoda.controllers.resourcequota;

import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaSpec;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.nakhoda.client.informer.Change;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.Feed;

/** Quotas whose bounds are new. What is used changes with every object that is made, and is no reason to count again. */
record QuotaChanges(Informer<ResourceQuota> quotas) implements Feed<ObjectName> {
    @Override
    public CompletionStage<Void> synced() {
        return quotas.synced();
    }

    @Override
    public Stream<ObjectName> all() {
        return quotas.all().stream().map(ObjectName::of);
    }

    @Override
    public void subscribe(Consumer<ObjectName> sink) {
        quotas.onChange(change -> change.after()
                .filter(quota -> isNew(change, quota))
                .map(ObjectName::of)
                .ifPresent(sink));
    }

    private static boolean isNew(Change<ResourceQuota> change, ResourceQuota quota) {
        ResourceQuotaSpec spec = quota.getSpec();
        boolean same =
                change.before().map(ResourceQuota::getSpec).filter(spec::equals).isPresent();
        return !same
                || quota.getStatus() == null
                || !spec.getHard().equals(quota.getStatus().getHard());
    }
}
