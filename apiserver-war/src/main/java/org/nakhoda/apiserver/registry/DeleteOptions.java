package org.nakhoda.apiserver.registry;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Cause;
import org.nakhoda.apiserver.request.ApiRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How an object is to be deleted, from the body or, without one, from the query.
 *
 * @param gracePeriodSeconds null if the client leaves it to the kind
 * @param propagation null if the client leaves it to the object's finalizers
 * @param uid empty for any
 * @param resourceVersion empty for any
 * @param cascades whether the client asks in the old way, by {@code orphanDependents: false}, for the dependents to go: it
 *     is told by a 202 if the object does not go at once
 */
record DeleteOptions(
        Long gracePeriodSeconds,
        Propagation propagation,
        String uid,
        String resourceVersion,
        boolean dryRun,
        boolean cascades) {
    /** What becomes of the objects that the deleted one owns. */
    enum Propagation {
        ORPHAN,
        BACKGROUND,
        FOREGROUND
    }

    /** The same, after the state that the client insists on, if it does, has become another by its own request. */
    DeleteOptions following(String revision) {
        return resourceVersion.isEmpty()
                ? this
                : new DeleteOptions(gracePeriodSeconds, propagation, uid, revision, dryRun, cascades);
    }

    /**
     * @throws ApiException BAD_REQUEST or INVALID
     */
    static DeleteOptions of(Call call) {
        ApiRequest request = call.request();
        if (request.body().length == 0) {
            Optional<Boolean> orphan = request.query().containsKey("orphanDependents")
                    ? Optional.of(request.flag("orphanDependents"))
                    : Optional.empty();
            return new DeleteOptions(
                    request.parameter("gracePeriodSeconds")
                            .filter(t -> !t.isEmpty())
                            .map(DeleteOptions::seconds)
                            .orElse(null),
                    propagation(request.parameter("propagationPolicy").orElse(""), orphan),
                    "",
                    "",
                    call.options().dryRun(),
                    orphan.filter(o -> !o).isPresent());
        }
        return read(call, Bodies.tree(call));
    }

    /** @param body a DeleteOptions object */
    static DeleteOptions read(Call call, ObjectNode body) {
        String kind = text(body, "kind");
        if (!kind.isEmpty() && !kind.equals("DeleteOptions")) {
            throw ApiException.badRequest("the body of a deletion is a DeleteOptions, not a " + kind);
        }
        JsonNode preconditions = body.path("preconditions");
        if (!preconditions.isMissingNode() && !preconditions.isNull() && !preconditions.isObject()) {
            throw wrong("preconditions", "an object");
        }
        return new DeleteOptions(
                grace(body.get("gracePeriodSeconds")),
                propagation(text(body, "propagationPolicy"), bool(body, "orphanDependents")),
                text(preconditions, "uid"),
                text(preconditions, "resourceVersion"),
                call.options().orDryRun(call.request(), texts(body, "dryRun")).dryRun(),
                bool(body, "orphanDependents").filter(orphan -> !orphan).isPresent());
    }

    private static Long grace(JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong("gracePeriodSeconds", "an integer");
        }
        return value.asLong();
    }

    private static Long seconds(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw wrong("gracePeriodSeconds", "an integer");
        }
    }

    private static Propagation propagation(String policy, Optional<Boolean> orphan) {
        if (!policy.isEmpty() && orphan.isPresent()) {
            throw invalid(
                    "FieldValueInvalid",
                    "Invalid value: \"" + policy + "\": orphanDependents and deletionPropagation cannot be both set");
        }
        return switch (policy) {
            case "" ->
                orphan.map(o -> o ? Propagation.ORPHAN : Propagation.BACKGROUND).orElse(null);
            case "Orphan" -> Propagation.ORPHAN;
            case "Background" -> Propagation.BACKGROUND;
            case "Foreground" -> Propagation.FOREGROUND;
            default ->
                throw invalid(
                        "FieldValueNotSupported",
                        "Unsupported value: \"" + policy
                                + "\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
        };
    }

    private static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isString()) {
            throw wrong(field, "a string");
        }
        return value.asString();
    }

    private static Optional<Boolean> bool(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isBoolean()) {
            throw wrong(field, "a boolean");
        }
        return Optional.of(value.asBoolean());
    }

    private static List<String> texts(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(field, "a list of strings");
        }
        return value.valueStream().map(v -> v.asString("")).toList();
    }

    private static ApiException wrong(String field, String expected) {
        return ApiException.badRequest("DeleteOptions cannot be read: " + field + " is not " + expected);
    }

    private static ApiException invalid(String reason, String message) {
        return ApiException.invalid(
                "meta.k8s.io", "DeleteOptions", "", List.of(new Cause(reason, message, "propagationPolicy")));
    }

    /** For whoever is asked about the deletion. */
    ObjectNode object() {
        ObjectNode options = Json.object().put("kind", "DeleteOptions").put("apiVersion", "meta.k8s.io/v1");
        if (dryRun) {
            options.putArray("dryRun").add("All");
        }
        if (gracePeriodSeconds != null) {
            options.put("gracePeriodSeconds", gracePeriodSeconds);
        }
        if (propagation != null) {
            String name = propagation.name();
            options.put("propagationPolicy", name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT));
        }
        if (!uid.isEmpty()) {
            options.withObject("/preconditions").put("uid", uid);
        }
        if (!resourceVersion.isEmpty()) {
            options.withObject("/preconditions").put("resourceVersion", resourceVersion);
        }
        return options;
    }
}
