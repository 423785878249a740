package org.nakhoda.apiserver.registry;

import java.util.List;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Cause;
import org.nakhoda.apiserver.registry.Update.Part;
import org.nakhoda.apiserver.request.ApiResponse;
import tools.jackson.databind.node.ObjectNode;

/** {@code PUT}: an object, or its status, becomes what is sent. Objects of a few kinds are made if they are not there. */
final class Replacing {
    private final Upsert upsert;
    private final Update update;

    Replacing(Upsert upsert, Update update) {
        this.upsert = upsert;
        this.update = update;
    }

    ApiResponse handle(Call call, Part part) {
        ObjectNode object = Bodies.object(call);
        return call.type().createdByUpdate() && part == Part.MAIN
                ? upsert.handle(call, () -> replace(call, part, object), c -> first(object))
                : replace(call, part, object);
    }

    private ApiResponse replace(Call call, Part part, ObjectNode object) {
        byte[] written = update.update(call, part, current -> {
            if (call.type().updateNeedsRevision()) {
                requireRevision(call, object);
            }
            return object.deepCopy();
        });
        return Responses.object(call, 200, written);
    }

    private static ObjectNode first(ObjectNode sent) {
        ObjectNode object = sent.deepCopy();
        ObjectMetadata.of(object).remove("resourceVersion");
        return object;
    }

    /** Kubernetes puts the plural, not the kind, in this message. */
    private static void requireRevision(Call call, ObjectNode object) {
        String revision = ObjectMetadata.text(object, "resourceVersion");
        if (revision.isEmpty() || revision.equals("0")) {
            throw ApiException.invalid(
                    call.type().group(),
                    call.resource().resource(),
                    call.name(),
                    List.of(new Cause(
                            "FieldValueInvalid",
                            "Invalid value: 0: must be specified for an update",
                            "metadata.resourceVersion")));
        }
    }
}
