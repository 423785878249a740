package org.nakhoda.apiserver.admission.certificate;

import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.authn.UserInfo;
import tools.jackson.databind.JsonNode;

/** Nobody gets a client certificate of the group that may do anything by asking for one. */
public final class CertificateSubjectRestriction implements AdmissionStep {
    private static final String API_CLIENTS = "kubernetes.io/kube-apiserver-client";

    @Override
    public String name() {
        return "CertificateSubjectRestriction";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE
                && request.subresource().isEmpty()
                && request.type().resource().equals(SignerPermissions.REQUESTS);
    }

    @Override
    public void validate(AdmissionRequest request) {
        JsonNode spec = request.object().path("spec");
        boolean masters = spec.path("signerName").asString("").equals(API_CLIENTS)
                && RequestedSubject.of(spec.path("request").asString(""))
                        .filter(subject -> subject.organizations().contains(UserInfo.GROUP_MASTERS))
                        .isPresent();
        if (masters) {
            throw ApiException.forbidden(
                    SignerPermissions.REQUESTS,
                    request.name(),
                    "use of " + API_CLIENTS + " signer with " + UserInfo.GROUP_MASTERS + " group is not allowed");
        }
    }
}
