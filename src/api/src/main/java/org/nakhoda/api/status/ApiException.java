package org.nakhoda.api.status;

import java.util.List;
import java.util.stream.Collectors;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that the API refuses, as a Kubernetes {@code Status}. Thrown where the fault is found, turned into a
 * response at the edge, and never matched by its message: {@link #reason()} says what happened.
 */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient ObjectNode details;
    private final String continueToken;
    private final int code;
    private final String reasonText;

    private ApiException(Reason reason, String message, ObjectNode details) {
        this(reason, message, details, "");
    }

    private ApiException(Reason reason, String message, ObjectNode details, String continueToken) {
        this(reason, reason.code(), reason.text(), message, details, continueToken);
    }

    private ApiException(
            Reason reason, int code, String reasonText, String message, ObjectNode details, String continueToken) {
        super(message, null, false, false);
        this.reason = reason;
        this.code = code;
        this.reasonText = reasonText;
        this.details = details;
        this.continueToken = continueToken;
    }

    /**
     * A refusal that somebody else words: a webhook, a policy. What is said is passed on; to this server it is a refusal and
     * no more, whatever the code may mean elsewhere.
     *
     * @param reason any text; empty for none
     * @param details null for none
     */
    public static ApiException passedOn(int code, String reason, String message, ObjectNode details) {
        return new ApiException(
                code < 500 ? Reason.FORBIDDEN : Reason.INTERNAL_ERROR, code, reason, message, details, "");
    }

    public static ApiException of(Reason reason, String message) {
        return new ApiException(reason, message, null);
    }

    public static ApiException badRequest(String message) {
        return of(Reason.BAD_REQUEST, message);
    }

    public static ApiException notFound(GroupResource resource, String name) {
        return about(Reason.NOT_FOUND, resource, name, resource + " \"" + name + "\" not found");
    }

    public static ApiException alreadyExists(GroupResource resource, String name) {
        return about(Reason.ALREADY_EXISTS, resource, name, resource + " \"" + name + "\" already exists");
    }

    /** Every name that was made of a {@code generateName} is taken, the last of them being {@code name}. */
    public static ApiException noNameGenerated(GroupResource resource, String name) {
        ObjectNode details = details(resource.group(), resource.resource(), name);
        return new ApiException(
                Reason.ALREADY_EXISTS,
                resource + " \"" + name + "\" already exists, the server was not able to generate a unique name for the"
                        + " object",
                details.put("retryAfterSeconds", 1));
    }

    /** An optimistic lock that was lost, or another precondition that does not hold. */
    public static ApiException conflict(GroupResource resource, String name, String why) {
        return about(
                Reason.CONFLICT,
                resource,
                name,
                "Operation cannot be fulfilled on " + resource + " \"" + name + "\": " + why);
    }

    public static ApiException forbidden(GroupResource resource, String name, String why) {
        String object = name.isEmpty() ? resource.toString() : resource + " \"" + name + "\"";
        return about(Reason.FORBIDDEN, resource, name, object + " is forbidden: " + why);
    }

    /** An object with faulty fields: 422, one cause a field. Kubernetes puts the kind, not the plural, in details. */
    public static ApiException invalid(String group, String kind, String name, List<Cause> causes) {
        String listed = causes.stream().map(c -> c.field() + ": " + c.message()).collect(Collectors.joining(", "));
        String message = (group.isEmpty() ? kind : kind + "." + group) + " \"" + name + "\" is invalid: "
                + (causes.size() > 1 ? "[" + listed + "]" : listed);
        ObjectNode details = details(group, kind, name);
        details.set("causes", array(causes));
        return new ApiException(Reason.INVALID, message, details);
    }

    private static ArrayNode array(List<Cause> causes) {
        ArrayNode array = Json.array();
        for (Cause cause : causes) {
            ObjectNode entry = array.addObject().put("reason", cause.reason()).put("message", cause.message());
            if (!cause.field().isEmpty()) {
                entry.put("field", cause.field());
            }
        }
        return array;
    }

    /** Server-side apply would change what others manage: 409, one cause a field and manager. */
    public static ApiException applyConflict(String message, List<Cause> causes) {
        ObjectNode details = Json.object();
        details.set("causes", array(causes));
        return new ApiException(Reason.CONFLICT, message, details);
    }

    /** Any reason, about one object; {@code details} names it. */
    public static ApiException about(Reason reason, GroupResource resource, String name, String message) {
        return new ApiException(reason, message, details(resource.group(), resource.resource(), name));
    }

    /**
     * A refusal that the same request may not meet a little later.
     *
     * @param seconds after which the client may try again by itself; 0 for not by itself
     * @param cause the reason in {@code details.causes} by which clients know the case; empty for none
     */
    public static ApiException tryAgain(Reason reason, String message, int seconds, String cause) {
        ObjectNode details = seconds > 0 ? Json.object().put("retryAfterSeconds", seconds) : Json.object();
        ApiException refusal = new ApiException(reason, message, details);
        return cause.isEmpty() ? refusal : refusal.because(new Cause(cause, message, ""));
    }

    /**
     * The same refusal, with a cause by which clients know the case.
     *
     * @param cause its field may be empty
     */
    public ApiException because(Cause cause) {
        ObjectNode caused = details == null ? Json.object() : details.deepCopy();
        caused.set("causes", array(List.of(cause)));
        return new ApiException(reason, getMessage(), caused, continueToken);
    }

    /** A list that cannot be continued as it began, but by this token. */
    public static ApiException expired(String message, String continueToken) {
        return new ApiException(Reason.EXPIRED, message, null, continueToken);
    }

    private static ObjectNode details(String group, String kind, String name) {
        ObjectNode details = Json.object();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        if (!kind.isEmpty()) {
            details.put("kind", kind);
        }
        return details;
    }

    public Reason reason() {
        return reason;
    }

    /** The HTTP code: the reason's, unless the refusal is somebody else's. */
    public int code() {
        return code;
    }

    /** How long to wait before another try; 0 if nothing is said. */
    public int retryAfterSeconds() {
        return details == null ? 0 : details.path("retryAfterSeconds").asInt(0);
    }

    /** The {@code Status} object that a client receives. */
    public ObjectNode toStatus() {
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1");
        ObjectNode metadata = status.putObject("metadata");
        if (!continueToken.isEmpty()) {
            metadata.put("continue", continueToken);
        }
        status.put("status", "Failure").put("message", getMessage());
        if (!reasonText.isEmpty()) {
            status.put("reason", reasonText);
        }
        if (details != null) {
            status.set("details", details);
        }
        return status.put("code", code);
    }
}
