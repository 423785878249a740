package org.nakhoda.controllers.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.json.Json;
import org.nakhoda.client.write.ObjectPath;
import org.nakhoda.client.write.RawObjects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What has been decided about a request for a certificate, and how that is written. */
final class Verdicts {
    private final RawObjects objects;

    Verdicts(KubernetesClient client) {
        this.objects = new RawObjects(client);
    }

    static boolean has(CertificateSigningRequest request, String type) {
        return find(request, type).isPresent();
    }

    static Optional<CertificateSigningRequestCondition> find(CertificateSigningRequest request, String type) {
        return conditions(request).stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
    }

    /** PEM in base64, or empty if nobody has signed yet. */
    static String certificate(CertificateSigningRequest request) {
        String certificate =
                request.getStatus() == null ? null : request.getStatus().getCertificate();
        return certificate == null ? "" : certificate;
    }

    private static List<CertificateSigningRequestCondition> conditions(CertificateSigningRequest request) {
        return request.getStatus() == null || request.getStatus().getConditions() == null
                ? List.of()
                : request.getStatus().getConditions();
    }

    /** @param subresource {@code approval} or {@code status}, which takes other types than the former */
    void add(
            CertificateSigningRequest request,
            String subresource,
            String type,
            String reason,
            String message,
            Instant now) {
        ArrayNode all = Json.array();
        for (CertificateSigningRequestCondition condition : new ArrayList<>(conditions(request))) {
            all.add(Json.object()
                    .put("type", condition.getType())
                    .put("status", condition.getStatus())
                    .put("reason", condition.getReason())
                    .put("message", condition.getMessage())
                    .put("lastUpdateTime", condition.getLastUpdateTime())
                    .put("lastTransitionTime", condition.getLastTransitionTime()));
        }
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        all.add(Json.object()
                .put("type", type)
                .put("status", "True")
                .put("reason", reason)
                .put("message", message)
                .put("lastUpdateTime", time)
                .put("lastTransitionTime", time));
        ObjectNode status = Json.object();
        status.set("conditions", all);
        write(request, subresource, status);
    }

    void signed(CertificateSigningRequest request, String certificate) {
        write(request, "status", Json.object().put("certificate", certificate));
    }

    private void write(CertificateSigningRequest request, String subresource, ObjectNode status) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("resourceVersion", request.getMetadata().getResourceVersion());
        patch.set("status", status);
        objects.mergePatch(ObjectPath.of(request) + "/" + subresource, patch);
    }
}
