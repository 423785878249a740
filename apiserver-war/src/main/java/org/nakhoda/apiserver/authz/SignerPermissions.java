package org.nakhoda.apiserver.authz;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who asks for a certificate, who may approve and who may sign: a request carries its caller's identity, a verdict needs
 * the verb {@code approve} on the signer, a certificate the verb {@code sign}. Nobody gets a client certificate of the
 * group that may do anything by asking for one. (Kubernetes' admission plugins CertificateApproval, CertificateSigning
 * and CertificateSubjectRestriction.)
 */
public final class SignerPermissions implements AdmissionStep {
    private static final String GROUP = "certificates.k8s.io";
    private static final GroupResource REQUESTS = new GroupResource(GROUP, "certificatesigningrequests");
    private static final String API_CLIENTS = "kubernetes.io/kube-apiserver-client";
    /** In DER: an attribute type that is the organization (2.5.4.10). */
    private static final String ORGANIZATION = "\u0006\u0003\u0055\u0004\n";

    private final Authorizer authorizer;

    public SignerPermissions(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public String name() {
        return "CertificateApproval";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.type().resource().equals(REQUESTS)
                && (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE);
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (request.operation() != Operation.CREATE) {
            return;
        }
        UserInfo user = request.user();
        ObjectNode spec = request.object().withObject("/spec");
        spec.put("username", user.name());
        spec.remove("uid");
        spec.remove("groups");
        spec.remove("extra");
        if (!user.uid().isEmpty()) {
            spec.put("uid", user.uid());
        }
        if (!user.groups().isEmpty()) {
            ArrayNode groups = spec.putArray("groups");
            user.groups().forEach(groups::add);
        }
        if (!user.extra().isEmpty()) {
            ObjectNode extra = spec.putObject("extra");
            user.extra().forEach((key, values) -> values.forEach(extra.withArray("/" + escaped(key))::add));
        }
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    @Override
    public void validate(AdmissionRequest request) {
        JsonNode spec = request.object().path("spec");
        String signer = spec.path("signerName").asString("");
        if (request.operation() == Operation.CREATE) {
            if (signer.equals(API_CLIENTS)
                    && asksForMasters(spec.path("request").asString(""))) {
                throw ApiException.forbidden(
                        REQUESTS,
                        request.name(),
                        "use of " + API_CLIENTS + " signer with " + UserInfo.GROUP_MASTERS + " group is not allowed");
            }
            return;
        }
        switch (request.subresource()) {
            case "approval" -> require(request, "approve", signer);
            case "status" -> {
                JsonNode now = request.object().path("status");
                JsonNode before = request.old().path("status");
                boolean signed = !now.path("certificate").equals(before.path("certificate"));
                if (signed || !now.path("conditions").equals(before.path("conditions"))) {
                    require(request, "sign", signer);
                }
            }
            default -> {}
        }
    }

    private void require(AdmissionRequest request, String verb, String signer) {
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

    /** Whether a PEM-encoded request names the group in its subject. */
    private static boolean asksForMasters(String encoded) {
        try {
            String pem = new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
            String body = pem.replaceAll("-----[A-Z ]+-----", "");
            String der = new String(Base64.getMimeDecoder().decode(body), StandardCharsets.ISO_8859_1);
            int at = der.indexOf(ORGANIZATION);
            while (at >= 0) {
                int value = at + ORGANIZATION.length() + 2;
                if (der.startsWith(UserInfo.GROUP_MASTERS, value)
                        && der.charAt(value - 1) == UserInfo.GROUP_MASTERS.length()) {
                    return true;
                }
                at = der.indexOf(ORGANIZATION, at + 1);
            }
            return false;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
