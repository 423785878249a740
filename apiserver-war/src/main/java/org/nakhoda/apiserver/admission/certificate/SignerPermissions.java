package org.nakhoda.apiserver.admission.certificate;

import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;

/** What users may do in a signer's name: verbs on the virtual resource {@code signers}, for one signer or all of a domain. */
final class SignerPermissions {
    static final String GROUP = "certificates.k8s.io";
    static final GroupResource REQUESTS = new GroupResource(GROUP, "certificatesigningrequests");

    private final Authorizer authorizer;

    SignerPermissions(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /**
     * @throws ApiException FORBIDDEN
     */
    void require(AdmissionRequest request, String verb) {
        String signer = request.object().path("spec").path("signerName").asString("");
        String domain = signer.substring(0, Math.max(0, signer.indexOf('/')));
        if (!may(request.user(), verb, signer) && !may(request.user(), verb, domain + "/*")) {
            throw ApiException.forbidden(
                    REQUESTS,
                    request.name(),
                    "user not permitted to " + verb + " requests with signerName \"" + signer + "\"");
        }
    }

    private boolean may(UserInfo user, String verb, String signer) {
        return authorizer
                .authorize(new Attributes(user, verb, GROUP, "*", "signers", "", "", signer, true, ""))
                .allowed();
    }
}
