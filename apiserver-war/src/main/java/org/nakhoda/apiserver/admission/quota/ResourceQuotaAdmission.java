package org.nakhoda.apiserver.admission.quota;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.quota.Measures;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.admission.quota.Charge.Verdict;
import org.nakhoda.apiserver.allocation.WriteHook;
import org.nakhoda.db.store.ClusterStore;

/**
 * Refuses writes by which a namespace would use more than its quotas allow. What a write adds is booked in
 * {@code status.used} by compare-and-swap before the write is done, so that writes at the same time never exceed a quota
 * together, and taken back if it is not done.
 *
 * <p>The controller's recount is held off while a namespace has writes between the two: their objects are booked, and not
 * there yet to be counted. It asks by a dry run that changes nothing, which is answered with a conflict; once that is answered
 * well, and as long as the quota is unchanged, whatever is booked can be counted.
 */
public final class ResourceQuotaAdmission implements WriteHook {
    public static final String NAME = "ResourceQuota";

    private final QuotaObjects objects;
    private final Clock clock;
    private final ConcurrentMap<String, InFlight> inFlight = new ConcurrentHashMap<>();

    /** A namespace with writes on their way; there only as long as there are some. */
    private record InFlight(NamespaceUsage usage, int writes) {}

    public ResourceQuotaAdmission(ClusterStore store, Catalogue catalogue, Clock clock) {
        this.objects = new QuotaObjects(
                store,
                catalogue
                        .storage(QuotaObjects.RESOURCE)
                        .orElseThrow(() -> new IllegalStateException("the catalogue has no ResourceQuota")));
        this.clock = clock;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return switch (request.operation()) {
            case CREATE ->
                request.type().namespaced()
                        && request.subresource().isEmpty()
                        && Measures.counted(request.type().resource())
                        && objects.any(request.namespace());
            case UPDATE -> recounts(request) || grows(request) && objects.any(request.namespace());
            default -> false;
        };
    }

    private static boolean recounts(AdmissionRequest request) {
        return request.type().resource().equals(QuotaObjects.RESOURCE)
                && request.subresource().equals("status");
    }

    private static boolean grows(AdmissionRequest request) {
        return Measures.changes(request.type().resource(), request.subresource());
    }

    @Override
    public Reservation reserve(AdmissionRequest request) {
        String namespace = request.namespace();
        if (recounts(request)) {
            if (inFlight.containsKey(namespace)) {
                throw ApiException.conflict(
                        QuotaObjects.RESOURCE,
                        request.name(),
                        "writes that this quota counts are on their way; please count again");
            }
            return Reservation.NONE;
        }
        Charge charge = new Charge(request, clock.instant());
        NamespaceUsage usage = enter(namespace);
        boolean accepted = false;
        try {
            usage.charge(charge);
            accepted = accepted(request, charge.verdict());
        } finally {
            if (!accepted) {
                leave(namespace);
            }
        }
        return new Booking(namespace, usage, charge);
    }

    private static boolean accepted(AdmissionRequest request, Verdict verdict) {
        String name = name(request);
        if (verdict instanceof Verdict.Refused refused) {
            throw ApiException.forbidden(request.type().resource(), name, refused.why());
        }
        if (verdict instanceof Verdict.Overtaken) {
            throw ApiException.conflict(
                    request.type().resource(),
                    name,
                    "the quotas of the namespace are changed too often to be counted in");
        }
        return true;
    }

    private static String name(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && request.name().isEmpty()
                ? request.object().path("metadata").path("name").asString("")
                : request.name();
    }

    private NamespaceUsage enter(String namespace) {
        return inFlight.compute(
                        namespace,
                        (name, present) -> present == null
                                ? new InFlight(new NamespaceUsage(objects, name), 1)
                                : new InFlight(present.usage, present.writes + 1))
                .usage;
    }

    private void leave(String namespace) {
        inFlight.compute(
                namespace,
                (name, present) -> present == null || present.writes == 1
                        ? null
                        : new InFlight(present.usage, present.writes - 1));
    }

    /** One write's place in the quotas. */
    private final class Booking implements Reservation {
        private final String namespace;
        private final NamespaceUsage usage;
        private final Charge charge;

        Booking(String namespace, NamespaceUsage usage, Charge charge) {
            this.namespace = namespace;
            this.usage = usage;
            this.charge = charge;
        }

        @Override
        public void committed() {
            leave(namespace);
        }

        @Override
        public void released() {
            try {
                usage.giveBack(charge);
            } finally {
                leave(namespace);
            }
        }

        /** The object may be there: it stays counted until the next recount knows. */
        @Override
        public void unknown() {
            leave(namespace);
        }
    }
}
