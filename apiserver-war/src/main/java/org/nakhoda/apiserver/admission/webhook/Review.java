package org.nakhoda.apiserver.admission.webhook;

import java.util.Base64;
import java.util.UUID;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.admission.RequestFacts;
import org.nakhoda.apiserver.admission.webhook.Hooks.Match;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes' AdmissionReview, v1 or v1beta1: what a hook is asked, and what it answers. */
final class Review {
    private static final String GROUP = "admission.k8s.io/";

    private final String uid = UUID.randomUUID().toString();
    private final Match match;
    private final String apiVersion;
    private final ObjectNode body;

    Review(AdmissionRequest request, Match match) {
        this.match = match;
        this.apiVersion = GROUP + version(match.hook().spec().path("admissionReviewVersions"));
        this.body = Json.object().put("kind", "AdmissionReview").put("apiVersion", apiVersion);
        ObjectNode asked = body.putObject("request").put("uid", uid);
        asked.setAll(RequestFacts.of(request, match.type()));
        asked.set("object", seen(request, request.object()));
        asked.set("oldObject", seen(request, request.old()));
    }

    /** The first version that both sides speak. */
    private static String version(JsonNode versions) {
        for (JsonNode version : versions) {
            String text = version.asString("");
            if (text.equals("v1") || text.equals("v1beta1")) {
                return text;
            }
        }
        return "v1";
    }

    private JsonNode seen(AdmissionRequest request, ObjectNode object) {
        return object == null ? Json.mapper().nullNode() : RequestFacts.seen(request, object, match.type());
    }

    byte[] body() {
        return Json.bytes(body);
    }

    /**
     * @param patch a JSON Patch; null for none
     * @param annotations for the audit log
     */
    record Answer(boolean allowed, JsonNode status, JsonNode patch, JsonNode warnings, JsonNode annotations) {
        /** The refusal that the client gets: the hook's own status, with the hook's name in its message. */
        ApiException refusal(String hook) {
            String said = status.path("message").asString("");
            String reason = status.path("reason").asString("");
            String why = said.isEmpty() ? reason : said;
            return ApiException.passedOn(
                    Math.max(400, status.path("code").asInt(0)),
                    reason,
                    "admission webhook \"" + hook + "\" denied the request"
                            + (why.isEmpty() ? " without explanation" : ": " + why),
                    status.path("details") instanceof ObjectNode details ? details : null);
        }
    }

    /** @throws FailedCallException if this is no answer to this review */
    Answer read(byte[] answer, Operation operation) throws FailedCallException {
        try {
            JsonNode review = Json.parse(answer);
            JsonNode response = review.path("response");
            if (!review.path("kind").asString("").equals("AdmissionReview")
                    || !review.path("apiVersion").asString("").equals(apiVersion)) {
                throw new FailedCallException("invalid response: expected " + apiVersion
                        + ", Kind=AdmissionReview, got " + review.path("apiVersion") + ", Kind=" + review.path("kind"));
            }
            if (!response.isObject()) {
                throw new FailedCallException("invalid response: the review has no response");
            }
            if (!response.path("uid").asString("").equals(uid)) {
                throw new FailedCallException(
                        "invalid response: expected response.uid=\"" + uid + "\", got " + response.path("uid"));
            }
            return new Answer(
                    response.path("allowed").asBoolean(false),
                    response.path("status"),
                    operation == Operation.DELETE ? null : patch(response),
                    response.path("warnings"),
                    response.path("auditAnnotations"));
        } catch (JacksonException e) {
            throw new FailedCallException("invalid response: " + e.getOriginalMessage());
        }
    }

    private static JsonNode patch(JsonNode response) throws FailedCallException {
        String encoded = response.path("patch").asString("");
        if (encoded.isEmpty()) {
            return null;
        }
        if (!response.path("patchType").asString("").equals("JSONPatch")) {
            throw new FailedCallException("invalid response: a patch must have the patchType JSONPatch");
        }
        try {
            return Json.parse(Base64.getDecoder().decode(encoded));
        } catch (IllegalArgumentException e) {
            throw new FailedCallException("invalid response: the patch is not base64");
        }
    }
}
