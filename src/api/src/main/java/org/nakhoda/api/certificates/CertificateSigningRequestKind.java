package org.nakhoda.api.certificates;

import java.time.Duration;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.HumanDuration;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.node.ObjectNode;

/** A request for a certificate, which one identity approves and another one signs. */
public final class CertificateSigningRequestKind {
    private CertificateSigningRequestKind() {}

    public static ResourceType declare() {
        return ResourceType.of("certificates.k8s.io", "v1", "CertificateSigningRequest")
                .plural("certificatesigningrequests")
                .shortNames("csr")
                .clusterScoped()
                .subresources("approval", "status")
                .schema(BuiltinSchemas.of("io.k8s.api.certificates.v1.CertificateSigningRequest"))
                .strategy(new CertificateSigningRequestStrategy())
                .selectable("spec.signerName", o -> Tree.text(o, "spec", "signerName"))
                .columns(
                        Columns.NAME,
                        Columns.AGE,
                        Columns.text("SignerName", "Who shall sign", o -> Tree.text(o, "spec", "signerName")),
                        Columns.text("Requestor", "Who asks", o -> Tree.text(o, "spec", "username")),
                        Columns.text(
                                "RequestedDuration",
                                "How long the certificate shall be valid",
                                CertificateSigningRequestKind::duration),
                        Columns.text("Condition", "How far it is", CertificateSigningRequestKind::condition))
                .build();
    }

    private static String duration(ObjectNode request) {
        long seconds = Tree.number(request.path("spec"), "expirationSeconds", 0);
        return seconds == 0 ? Columns.NONE : HumanDuration.of(Duration.ofSeconds(seconds));
    }

    private static String condition(ObjectNode request) {
        boolean approved = CertificateConditions.has(request, "Approved");
        boolean denied = CertificateConditions.has(request, "Denied");
        String text = denied ? "Denied" : approved ? "Approved" : "Pending";
        if (CertificateConditions.has(request, "Failed")) {
            text += ",Failed";
        }
        return Tree.text(request, "status", "certificate").isEmpty() ? text : text + ",Issued";
    }
}
