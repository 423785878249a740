package org.nakhoda.controllers.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.controllers.ControllerContext;

/**
 * Deletes requests for certificates that are of no use any more: an hour after the verdict, a day after the request if there
 * was none.
 */
public final class RequestCleanup implements Reconciler<ObjectName> {
    private static final Duration AFTER_VERDICT = Duration.ofHours(1);
    private static final Duration WITHOUT_VERDICT = Duration.ofHours(24);

    private final Lister<CertificateSigningRequest> requests;
    private final KubernetesClient client;
    private final InstantSource clock;

    private RequestCleanup(Lister<CertificateSigningRequest> requests, KubernetesClient client, InstantSource clock) {
        this.requests = requests;
        this.client = client;
        this.clock = clock;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<CertificateSigningRequest> requests = context.informers().of(CertificateSigningRequest.class);
        return context.runner(
                        "certificate-cleanup",
                        new RequestCleanup(requests, context.clientFor(SigningController.ACCOUNT), context.clock()))
                .fedBy(Feed.of(requests))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<CertificateSigningRequest> found = requests.get(key);
        if (found.isEmpty()) {
            return Result.done();
        }
        Instant now = clock.instant();
        Instant end = end(found.get());
        if (end.isAfter(now)) {
            return Result.after(Duration.between(now, end).plusSeconds(1));
        }
        client.resource(found.get()).delete();
        return Result.done();
    }

    /** When a request is of no use any more. */
    static Instant end(CertificateSigningRequest request) {
        for (String verdict : new String[] {"Failed", "Denied", "Approved"}) {
            var condition = Verdicts.find(request, verdict);
            boolean over = condition.isPresent()
                    && (!verdict.equals("Approved")
                            || !Verdicts.certificate(request).isEmpty());
            if (over && condition.get().getLastUpdateTime() != null) {
                return Instant.parse(condition.get().getLastUpdateTime()).plus(AFTER_VERDICT);
            }
        }
        return Instant.parse(request.getMetadata().getCreationTimestamp()).plus(WITHOUT_VERDICT);
    }
}
