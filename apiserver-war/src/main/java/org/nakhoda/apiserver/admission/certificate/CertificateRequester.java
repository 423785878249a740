package org.nakhoda.apiserver.admission.certificate;

import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.authn.UserInfo;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A request for a certificate carries the identity of who sent it, whatever it says itself. */
public final class CertificateRequester implements AdmissionStep {
    @Override
    public String name() {
        return "CertificateRequester";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE
                && request.type().resource().equals(SignerPermissions.REQUESTS);
    }

    @Override
    public void mutate(AdmissionRequest request) {
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
}
