package org.nakhoda.apiserver.admission.policy;

import java.util.List;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Words a refusal by a policy as Kubernetes does. */
final class PolicyRefusal {
    private PolicyRefusal() {}

    /** By a validating policy: the object is forbidden, and the validation's reason decides about the code. */
    static ApiException validating(AdmissionRequest request, String message, String reason) {
        int code =
                switch (reason) {
                    case "Unauthorized" -> 401;
                    case "Forbidden" -> 403;
                    case "RequestEntityTooLarge" -> 413;
                    default -> 422;
                };
        GroupResource resource = request.type().resource();
        String name = name(request);
        String object = name.isEmpty() ? resource.toString() : resource + " \"" + name + "\"";
        return ApiException.passedOn(
                code, reason, object + " is forbidden: " + message, details(request, List.of(message)));
    }

    /** By mutating policies that could not do what they are there for; the first one's words. */
    static ApiException mutating(AdmissionRequest request, List<String> messages) {
        return ApiException.passedOn(403, "Invalid", messages.get(0), details(request, messages));
    }

    private static String name(AdmissionRequest request) {
        if (!request.name().isEmpty() || request.object() == null) {
            return request.name();
        }
        return request.object().path("metadata").path("generateName").asString("");
    }

    private static ObjectNode details(AdmissionRequest request, List<String> messages) {
        ObjectNode details = Json.object();
        if (!name(request).isEmpty()) {
            details.put("name", name(request));
        }
        if (!request.type().group().isEmpty()) {
            details.put("group", request.type().group());
        }
        details.put("kind", request.type().resource().resource());
        ArrayNode causes = details.putArray("causes");
        messages.forEach(message -> causes.addObject().put("message", message));
        return details;
    }
}
