package org.nakhoda.apiserver.registry;

import org.nakhoda.apiserver.registry.Update.Part;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Refusals;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code namespaces/finalize}: takes {@code spec.finalizers}, and nothing else, from the body. */
final class Finalizing {
    private final Update update;

    Finalizing(Update update) {
        this.update = update;
    }

    ApiResponse handle(Call call) {
        if (!call.target().verb().equals("update")) {
            throw Refusals.methodNotAllowed();
        }
        ObjectNode body = Bodies.object(call);
        byte[] written = update.update(call, Part.SERVER, current -> {
            ObjectNode object = current.deepCopy();
            ObjectMetadata.takePrecondition(call, object, body, current);
            JsonNode finalizers = body.path("spec").path("finalizers");
            ObjectNode spec = object.withObject("/spec");
            if (finalizers.isEmpty()) {
                spec.remove("finalizers");
            } else {
                spec.set("finalizers", finalizers);
            }
            return object;
        });
        return Responses.object(call, 200, written);
    }
}
