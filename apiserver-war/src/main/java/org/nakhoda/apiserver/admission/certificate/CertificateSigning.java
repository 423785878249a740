package org.nakhoda.apiserver.admission.certificate;

import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.authz.Authorizer;
import tools.jackson.databind.JsonNode;

/** Giving a certificate, or saying that there will be none, needs the verb {@code sign} on the signer. */
public final class CertificateSigning implements AdmissionStep {
    private final SignerPermissions permissions;

    public CertificateSigning(Authorizer authorizer) {
        this.permissions = new SignerPermissions(authorizer);
    }

    @Override
    public String name() {
        return "CertificateSigning";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.UPDATE
                && request.subresource().equals("status")
                && request.type().resource().equals(SignerPermissions.REQUESTS);
    }

    @Override
    public void validate(AdmissionRequest request) {
        JsonNode now = request.object().path("status");
        JsonNode before = request.old().path("status");
        if (!now.path("certificate").equals(before.path("certificate"))
                || !now.path("conditions").equals(before.path("conditions"))) {
            permissions.require(request, "sign");
        }
    }
}
