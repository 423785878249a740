package org.nakhoda.apiserver.registry;

import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.patch.JsonPatch;
import org.nakhoda.api.patch.MergePatch;
import org.nakhoda.api.patch.Patch;
import org.nakhoda.api.patch.PatchException;
import org.nakhoda.api.patch.StrategicMergePatch;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Cause;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.registry.Update.Part;
import org.nakhoda.apiserver.representation.MediaRange;
import org.nakhoda.apiserver.request.ApiResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes an object by a patch. A patch without a resourceVersion is applied to whatever state it meets. */
final class Patching {
    private static final String ACCEPTED = JsonPatch.MEDIA_TYPE + ", " + MergePatch.MEDIA_TYPE + ", "
            + StrategicMergePatch.MEDIA_TYPE + ", " + AppliedConfiguration.MEDIA_TYPE;
    /** As much of a patched object that is refused as a message may hold. */
    private static final int MAX_SHOWN = 4096;

    private final Upsert upsert;
    private final Update update;

    Patching(Upsert upsert, Update update) {
        this.upsert = upsert;
        this.update = update;
    }

    ApiResponse handle(Call call, Part part) {
        return call.applies() && part == Part.MAIN ? applied(call) : patched(call, part, read(call, call.type()));
    }

    /** Applying makes what is not there. */
    private ApiResponse applied(Call call) {
        Patch patch = read(call, call.type());
        return upsert.handle(call, () -> patched(call, Part.MAIN, patch), Patching::first);
    }

    private static ObjectNode first(Call call) {
        ObjectNode configuration = AppliedConfiguration.read(call, call.type());
        ObjectMetadata.named(configuration, call);
        FieldOwnership.appliedFirst(call, configuration);
        return configuration;
    }

    private ApiResponse patched(Call call, Part part, Patch patch) {
        byte[] written = update.update(call, part, current -> {
            ObjectNode patched = apply(call, patch, current, call.type());
            ObjectNode metadata = ObjectMetadata.of(patched);
            String seen = ObjectMetadata.text(current, "resourceVersion");
            if (metadata.path("resourceVersion").asString("").equals(seen)) {
                metadata.remove("resourceVersion");
            }
            return patched;
        });
        return Responses.object(call, 200, written);
    }

    /**
     * @throws ApiException UNSUPPORTED_MEDIA_TYPE or BAD_REQUEST
     */
    static Patch read(Call call, ResourceType type) {
        String header = call.request().headers().getOrDefault("content-type", "");
        String mediaType = MediaRange.parse(header).type();
        refuseStrategic(mediaType, type);
        if (call.options().force() && !mediaType.equals(AppliedConfiguration.MEDIA_TYPE)) {
            throw ManagerName.invalid(
                    call.request(),
                    "FieldValueForbidden",
                    "force",
                    "Forbidden: may not be specified for non-apply patch");
        }
        try {
            return switch (mediaType) {
                case JsonPatch.MEDIA_TYPE -> new JsonPatch(body(call));
                case MergePatch.MEDIA_TYPE -> new MergePatch(body(call));
                case StrategicMergePatch.MEDIA_TYPE -> new StrategicMergePatch(body(call), type.schema());
                case AppliedConfiguration.MEDIA_TYPE -> applying(call, configuration(call, type));
                default ->
                    throw ApiException.of(
                            Reason.UNSUPPORTED_MEDIA_TYPE,
                            "the body of the request was in an unknown format - accepted media types include: "
                                    + ACCEPTED);
            };
        } catch (PatchException e) {
            throw refusal(call, e);
        }
    }

    private static void refuseStrategic(String mediaType, ResourceType type) {
        if (mediaType.equals(StrategicMergePatch.MEDIA_TYPE) && !type.mergesStrategically()) {
            throw ApiException.of(
                    Reason.UNSUPPORTED_MEDIA_TYPE,
                    "the body of the request was in an unknown format - accepted media types include: "
                            + JsonPatch.MEDIA_TYPE + ", " + MergePatch.MEDIA_TYPE + ", "
                            + AppliedConfiguration.MEDIA_TYPE);
        }
    }

    /**
     * What a server-side apply states.
     *
     * @throws ApiException INVALID if it does not say who applies, BAD_REQUEST
     */
    static ObjectNode configuration(Call call, ResourceType type) {
        if (call.options().fieldManager().isEmpty()) {
            throw ManagerName.invalid(
                    call.request(),
                    "FieldValueRequired",
                    "fieldManager",
                    "Required value: is required for apply patch");
        }
        return AppliedConfiguration.read(call, type);
    }

    static Patch applying(Call call, ObjectNode configuration) {
        return live -> FieldOwnership.applied(call, (ObjectNode) live, configuration);
    }

    private static JsonNode body(Call call) {
        if (call.request().body().length == 0) {
            throw ApiException.badRequest("the request's body is empty: send a patch");
        }
        return Bodies.json(call);
    }

    /** The patched object, conforming to {@code type}. */
    static ObjectNode apply(Call call, Patch patch, ObjectNode current, ResourceType type) {
        JsonNode patched;
        try {
            patched = patch.apply(current);
        } catch (PatchException e) {
            throw refusal(call, e);
        }
        if (!(patched instanceof ObjectNode object)) {
            throw ApiException.badRequest("the patch leaves no object");
        }
        if (!(object.path("metadata") instanceof ObjectNode)) {
            object.set("metadata", Json.object());
        }
        Bodies.typed(object, type);
        Bodies.conform(call, object, type, why -> unfit(object, why));
        return object;
    }

    /** Kubernetes names no object here: the fault is the patch's, which makes something else of the object than its kind. */
    private static ApiException unfit(ObjectNode patched, String why) {
        String shown = patched.toString();
        if (shown.length() > MAX_SHOWN) {
            shown = shown.substring(0, MAX_SHOWN) + "...";
        }
        return ApiException.invalid(
                "",
                "",
                "",
                List.of(new Cause("FieldValueInvalid", "Invalid value: \"" + shown + "\": " + why, "patch")));
    }

    private static ApiException refusal(Call call, PatchException e) {
        return switch (e.fault()) {
            case MALFORMED -> ApiException.badRequest(e.getMessage());
            case NOT_APPLICABLE ->
                ApiException.about(
                        Reason.INVALID,
                        call.resource(),
                        call.name(),
                        "the server rejected our request due to an error in our request: " + e.getMessage());
            case TOO_LARGE -> ApiException.of(Reason.REQUEST_ENTITY_TOO_LARGE, e.getMessage());
        };
    }
}
