package org.nakhoda.apiserver.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.apiserver.representation.Representation;
import org.nakhoda.apiserver.request.ApiResponse;
import tools.jackson.databind.node.ObjectNode;

/** Answers with an object, in the representation that the client accepts. */
final class Responses {
    private Responses() {}

    /** @param stored an object in the shape in which it is stored */
    static ApiResponse object(Call call, int status, byte[] stored) {
        Representation accepted = Representation.negotiate(call.request(), call.type());
        return new ApiResponse(status, headers(call.warnings()), accepted.object(call.type(), stored, call.request()));
    }

    /** @param position of the objects in the whole list */
    static ApiResponse list(Call call, Representation accepted, ListPosition position, List<byte[]> stored) {
        return new ApiResponse(
                200, headers(call.warnings()), accepted.list(call.type(), position, stored, call.request()));
    }

    /** An answer that somebody else has made, with the warnings of this call. */
    static ApiResponse warned(Call call, ApiResponse answer) {
        return call.warnings().isEmpty()
                ? answer
                : new ApiResponse(answer.status(), headers(call.warnings()), answer.body());
    }

    /** An object that is sent as it is, such as a Status or a Scale. */
    static ApiResponse plain(Call call, int status, ObjectNode object) {
        return new ApiResponse(status, headers(call.warnings()), Representation.plain(call.request(), object));
    }

    /** Kubernetes' answer to what succeeded and has no object to show. */
    static ApiResponse success(Call call, int status, String uid) {
        ObjectNode answer = Json.object().put("kind", "Status").put("apiVersion", "v1");
        answer.putObject("metadata");
        answer.put("status", "Success");
        ObjectNode details = answer.putObject("details").put("name", call.name());
        if (!call.type().group().isEmpty()) {
            details.put("group", call.type().group());
        }
        details.put("kind", call.resource().resource());
        if (!uid.isEmpty()) {
            details.put("uid", uid);
        }
        if (status != 200) {
            answer.put("code", status);
        }
        return plain(call, status, answer);
    }

    /** The same answer, with one more warning. */
    static ApiResponse warned(ApiResponse response, String warning) {
        Map<String, String> headers = new HashMap<>(response.headers());
        headers.merge("Warning", headers(List.of(warning)).get("Warning"), (before, one) -> one + ", " + before);
        return new ApiResponse(response.status(), Map.copyOf(headers), response.body());
    }

    /** RFC 9111's former Warning header, the way Kubernetes still speaks to people: code 299, no agent, quoted text. */
    static Map<String, String> headers(List<String> warnings) {
        if (warnings.isEmpty()) {
            return Map.of();
        }
        StringBuilder header = new StringBuilder();
        for (String warning : warnings) {
            if (header.length() > 0) {
                header.append(", ");
            }
            header.append("299 - \"");
            for (int i = 0; i < warning.length(); i++) {
                char c = warning.charAt(i);
                if (c == '"' || c == '\\') {
                    header.append('\\').append(c);
                } else {
                    header.append(c < ' ' || c > '~' ? '?' : c);
                }
            }
            header.append('"');
        }
        return Map.of("Warning", header.toString());
    }
}
