package org.nakhoda.apiserver.admission.webhook;

import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.admission.webhook.Hooks.Match;
import org.nakhoda.apiserver.authn.UserInfo;
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
        ResourceType seen = match.type();
        ResourceType sent = request.type();
        asked.set("kind", kind(seen));
        asked.set("resource", resource(seen));
        asked.set("requestKind", kind(sent));
        asked.set("requestResource", resource(sent));
        if (!request.subresource().isEmpty()) {
            asked.put("subResource", request.subresource()).put("requestSubResource", request.subresource());
        }
        if (!request.name().isEmpty()) {
            asked.put("name", request.name());
        }
        if (!request.namespace().isEmpty()) {
            asked.put("namespace", request.namespace());
        }
        asked.put("operation", request.operation().name());
        asked.set("userInfo", user(request.user()));
        asked.set("object", seen(request, request.object()));
        asked.set("oldObject", seen(request, request.old()));
        asked.put("dryRun", request.dryRun());
        asked.set("options", options(request));
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
        return object == null ? Json.mapper().nullNode() : converted(object, request.type(), match.type());
    }

    static ObjectNode converted(ObjectNode object, ResourceType from, ResourceType to) {
        if (from == to) {
            return object;
        }
        ObjectNode stored = from.conversion() == null
                ? object.deepCopy()
                : from.conversion().toStorage(object);
        ObjectNode result = to.conversion() == null ? stored : to.conversion().fromStorage(stored);
        return result.put("apiVersion", to.apiVersion()).put("kind", to.kind());
    }

    private static ObjectNode kind(ResourceType type) {
        return Json.object()
                .put("group", type.group())
                .put("version", type.version())
                .put("kind", type.kind());
    }

    private static ObjectNode resource(ResourceType type) {
        return Json.object()
                .put("group", type.group())
                .put("version", type.version())
                .put("resource", type.resource().resource());
    }

    private static ObjectNode user(UserInfo user) {
        ObjectNode info = Json.object().put("username", user.name());
        if (!user.uid().isEmpty()) {
            info.put("uid", user.uid());
        }
        user.groups().forEach(group -> info.withArray("/groups").add(group));
        if (!user.extra().isEmpty()) {
            ObjectNode extra = info.putObject("extra");
            user.extra().forEach((name, values) -> values.forEach(extra.putArray(name)::add));
        }
        return info;
    }

    private static ObjectNode options(AdmissionRequest request) {
        String operation = request.operation().name();
        ObjectNode options = Json.object()
                .put("kind", operation.charAt(0) + operation.substring(1).toLowerCase(Locale.ROOT) + "Options")
                .put("apiVersion", "meta.k8s.io/v1");
        if (request.dryRun()) {
            options.putArray("dryRun").add("All");
        }
        return options;
    }

    byte[] body() {
        return Json.bytes(body);
    }

    /**
     * @param patch a JSON Patch; null for none
     */
    record Verdict(boolean allowed, JsonNode status, JsonNode patch, JsonNode warnings) {
        /** The refusal that the client gets, with the hook's own code and reason as far as Kubernetes knows them. */
        ApiException refusal(String hook) {
            String said = status.path("message").asString("");
            String why = said.isEmpty() ? status.path("reason").asString("") : said;
            return ApiException.of(
                    reason(),
                    "admission webhook \"" + hook + "\" denied the request"
                            + (why.isEmpty() ? " without explanation" : ": " + why));
        }

        private Reason reason() {
            String text = status.path("reason").asString("");
            int code = status.path("code").asInt(0);
            Reason byCode = null;
            for (Reason reason : Reason.values()) {
                if (reason.text().equals(text) && (code == 0 || code == reason.code())) {
                    return reason;
                }
                if (reason.code() == code && byCode == null) {
                    byCode = reason;
                }
            }
            return byCode != null ? byCode : code >= 500 ? Reason.INTERNAL_ERROR : Reason.BAD_REQUEST;
        }
    }

    /** @throws FailedCallException if this is no answer to this review */
    Verdict read(byte[] answer, Operation operation) throws FailedCallException {
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
            return new Verdict(
                    response.path("allowed").asBoolean(false),
                    response.path("status"),
                    operation == Operation.DELETE ? null : patch(response),
                    response.path("warnings"));
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
