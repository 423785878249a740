package org.nakhoda.controllers.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestSpec;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.controllers.ControllerContext;

/** Signs approved requests for certificates of Kubernetes' own signers. One that a signer does not sign is marked as failed. */
public final class SigningController implements Reconciler<ObjectName> {
    static final String ACCOUNT = "certificate-controller";

    private final Lister<CertificateSigningRequest> requests;
    private final Verdicts verdicts;
    private final ClusterAuthority authority;
    private final InstantSource clock;

    private SigningController(
            Lister<CertificateSigningRequest> requests,
            Verdicts verdicts,
            ClusterAuthority authority,
            InstantSource clock) {
        this.requests = requests;
        this.verdicts = verdicts;
        this.authority = authority;
        this.clock = clock;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context, ClusterAuthority authority) {
        Informer<CertificateSigningRequest> requests = context.informers().of(CertificateSigningRequest.class);
        return context.runner(
                        "certificate-signing",
                        new SigningController(
                                requests, new Verdicts(context.clientFor(ACCOUNT)), authority, context.clock()))
                .fedBy(Feed.of(requests))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) throws GeneralSecurityException {
        Optional<CertificateSigningRequest> found = requests.get(key);
        if (found.isEmpty() || !isToBeSigned(found.get())) {
            return Result.done();
        }
        CertificateSigningRequest request = found.get();
        CertificateSigningRequestSpec spec = request.getSpec();
        Optional<Signer> signer = Signer.of(spec.getSignerName());
        if (signer.isEmpty()) {
            return Result.done();
        }
        Set<String> usages = new HashSet<>(spec.getUsages());
        RequestedCertificate wanted;
        Optional<String> refusal;
        try {
            wanted = RequestedCertificate.parse(spec.getRequest());
            refusal = signer.get().refusal(wanted, usages);
        } catch (GeneralSecurityException e) {
            wanted = null;
            refusal = Optional.of(String.valueOf(e.getMessage()));
        }
        if (refusal.isPresent()) {
            verdicts.add(request, "status", "Failed", "SignerValidationFailure", refusal.get(), clock.instant());
            return Result.done();
        }
        Integer seconds = spec.getExpirationSeconds();
        Duration lifetime = seconds == null ? Duration.ofDays(365) : Duration.ofSeconds(seconds);
        String pem = authority.sign(wanted, usages, lifetime, clock.instant());
        verdicts.signed(request, Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
        return Result.done();
    }

    private static boolean isToBeSigned(CertificateSigningRequest request) {
        return Verdicts.has(request, "Approved")
                && !Verdicts.has(request, "Denied")
                && !Verdicts.has(request, "Failed")
                && Verdicts.certificate(request).isEmpty();
    }
}
