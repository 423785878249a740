package org.nakhoda.apiserver.admission.certificate;

import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.authz.Authorizer;

/** A verdict on a request for a certificate needs the verb {@code approve} on the signer that is to sign it. */
public final class CertificateApproval implements AdmissionStep {
    private final SignerPermissions permissions;

    public CertificateApproval(Authorizer authorizer) {
        this.permissions = new SignerPermissions(authorizer);
    }

    @Override
    public String name() {
        return "CertificateApproval";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.UPDATE
                && request.subresource().equals("approval")
                && request.type().resource().equals(SignerPermissions.REQUESTS);
    }

    @Override
    public void validate(AdmissionRequest request) {
        permissions.require(request, "approve");
    }
}
