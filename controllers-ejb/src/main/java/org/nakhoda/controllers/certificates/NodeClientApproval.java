package org.nakhoda.controllers.certificates;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HashSet;
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
 * Approves nodes' requests for their own client certificate, if whoever asks may have that: {@code create} on
 * {@code certificatesigningrequests/selfnodeclient} for a node that renews its certificate, on {@code .../nodeclient} for a
 * machine that becomes a node. All other requests are left to people.
 */
public final class NodeClientApproval implements Reconciler<ObjectName> {
    private final Lister<CertificateSigningRequest> requests;
    private final KubernetesClient client;
    private final Verdicts verdicts;
    private final InstantSource clock;

    private NodeClientApproval(
            Lister<CertificateSigningRequest> requests, KubernetesClient client, InstantSource clock) {
        this.requests = requests;
        this.client = client;
        this.verdicts = new Verdicts(client);
        this.clock = clock;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<CertificateSigningRequest> requests = context.informers().of(CertificateSigningRequest.class);
        return context.runner(
                        "certificate-approval",
                        new NodeClientApproval(requests, context.clientFor(SigningController.ACCOUNT), context.clock()))
                .fedBy(Feed.of(requests))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<CertificateSigningRequest> found = requests.get(key);
        if (found.isEmpty() || !isOpen(found.get())) {
            return Result.done();
        }
        CertificateSigningRequest request = found.get();
        CertificateSigningRequestSpec spec = request.getSpec();
        RequestedCertificate wanted;
        try {
            wanted = RequestedCertificate.parse(spec.getRequest());
        } catch (GeneralSecurityException e) {
            return Result.done(); // people see it, and may deny it
        }
        if (Signer.NODE_CLIENT.refusal(wanted, new HashSet<>(spec.getUsages())).isPresent()) {
            return Result.done();
        }
        if (wanted.commonName().equals(spec.getUsername()) && mayHave(spec, "selfnodeclient")) {
            approve(request, "Approved: a node renews its own client certificate.");
        } else if (mayHave(spec, "nodeclient")) {
            approve(request, "Approved: the sender may have client certificates of nodes.");
        }
        return Result.done();
    }

    private static boolean isOpen(CertificateSigningRequest request) {
        return Signer.of(request.getSpec().getSignerName())
                        .filter(signer -> signer == Signer.NODE_CLIENT)
                        .isPresent()
                && !Verdicts.has(request, "Approved")
                && !Verdicts.has(request, "Denied")
                && Verdicts.certificate(request).isEmpty();
    }

    private boolean mayHave(CertificateSigningRequestSpec spec, String subresource) {
        SubjectAccessReview review = client.resource(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(spec.getUsername())
                        .withUid(spec.getUid())
                        .withGroups(spec.getGroups())
                        .withNewResourceAttributes()
                        .withGroup("certificates.k8s.io")
                        .withResource("certificatesigningrequests")
                        .withSubresource(subresource)
                        .withVerb("create")
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .create();
        return review.getStatus() != null
                && Boolean.TRUE.equals(review.getStatus().getAllowed());
    }

    private void approve(CertificateSigningRequest request, String message) {
        verdicts.add(request, "approval", "Approved", "AutoApproved", message, clock.instant());
    }
}
