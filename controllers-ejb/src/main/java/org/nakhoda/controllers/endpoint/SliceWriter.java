package org.nakhoda.controllers.endpoint;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.client.informer.Change;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.Expectations;
import org.nakhoda.client.write.Deletion;
import org.nakhoda.controllers.pod.PodControl;

/** The slices of one manager: finds them by their labels, and carries plans out, none before the last one is seen done. */
final class SliceWriter {
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

    private final Informer<EndpointSlice> slices;
    private final KubernetesClient client;
    private final String manager;
    private final Expectations<ObjectName> expectations;

    SliceWriter(Informer<EndpointSlice> slices, KubernetesClient client, String manager, InstantSource clock) {
        this.slices = slices;
        this.client = client;
        this.manager = manager;
        this.expectations = new Expectations<>(clock);
        slices.onChange(this::observe);
    }

    private void observe(Change<EndpointSlice> change) {
        if (change.isAddition()) {
            service(change.latest()).ifPresent(expectations::creationObserved);
        }
    }

    /** The Service of a slice of this manager. */
    Optional<ObjectName> service(EndpointSlice slice) {
        Map<String, String> labels = slice.getMetadata().getLabels();
        return labels != null && manager.equals(labels.get(MANAGED_BY)) && labels.get(SERVICE_NAME) != null
                ? Optional.of(new ObjectName(slice.getMetadata().getNamespace(), labels.get(SERVICE_NAME)))
                : Optional.empty();
    }

    /** This manager's slices of a Service that the object of this uid controls. */
    List<EndpointSlice> of(ObjectName service, String ownerUid) {
        return slices.controlledBy(ownerUid).stream()
                .filter(slice -> service(slice).filter(service::equals).isPresent())
                .filter(slice -> !Owners.isTerminating(slice))
                .toList();
    }

    /** Whether every slice that was made has been seen, so that a plan can be made of what is there. */
    boolean settled(ObjectName service) {
        return expectations.satisfied(service);
    }

    void forget(ObjectName service) {
        expectations.forget(service);
    }

    void delete(Collection<EndpointSlice> surplus) {
        surplus.forEach(slice -> Deletion.plain().of(slice, client));
    }

    void carryOut(ObjectName service, SlicePlan plan) {
        delete(plan.delete());
        plan.update().forEach(slice -> client.resource(slice).update());
        if (plan.create().isEmpty()) {
            return;
        }
        expectations.expectCreations(service, plan.create().size());
        int created = 0;
        try {
            for (EndpointSlice slice : plan.create()) {
                client.resource(slice).create();
                created++;
            }
        } catch (KubernetesClientException e) {
            expectations.creationsObserved(service, plan.create().size() - created);
            if (!PodControl.isNamespaceTerminating(e)) {
                throw e;
            }
        }
    }
}
