package org.nakhoda.apiserver.registry;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.patch.JsonPatch;
import org.nakhoda.api.patch.MergePatch;
import org.nakhoda.api.patch.Patch;
import org.nakhoda.api.patch.PatchException;
import org.nakhoda.api.patch.StrategicMergePatch;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.registry.Update.Part;
import org.nakhoda.apiserver.representation.MediaRange;
import org.nakhoda.apiserver.request.ApiResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes an object by a patch. A patch without a resourceVersion is applied to whatever state it meets. */
final class Patching {
    private static final String ACCEPTED =
            JsonPatch.MEDIA_TYPE + ", " + MergePatch.MEDIA_TYPE + ", " + StrategicMergePatch.MEDIA_TYPE;

    private final Update update;

    Patching(Update update) {
        this.update = update;
    }

    ApiResponse handle(Call call, Part part) {
        Patch patch = read(call, call.type());
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
        try {
            return switch (mediaType) {
                case JsonPatch.MEDIA_TYPE -> new JsonPatch(body(call));
                case MergePatch.MEDIA_TYPE -> new MergePatch(body(call));
                case StrategicMergePatch.MEDIA_TYPE -> new StrategicMergePatch(body(call), type.schema());
                case "application/apply-patch+yaml", "application/apply-patch+cbor" ->
                    throw ApiException.of(
                            Reason.UNSUPPORTED_MEDIA_TYPE,
                            "server-side apply is not served; use client-side apply (kubectl apply --server-side=false),"
                                    + " which needs: " + ACCEPTED);
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
                            + JsonPatch.MEDIA_TYPE + ", " + MergePatch.MEDIA_TYPE);
        }
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
        Bodies.conform(call, object, type);
        return object;
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
